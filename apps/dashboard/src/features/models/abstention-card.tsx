import type { Abstention, AbstentionPoint, DecisionPolicy, TrainingReport } from '@assay/ml-core/schema'
import { HandHelping } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { mostProbable, settled } from '../../lib/decision-policy.ts'
import { formatCount, formatPercent, plural } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { LineFigure } from '../../ui/chart.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { AbstentionTable } from './abstention-table.tsx'
import { thresholdText } from './threshold-slider.tsx'

const title = 'When to abstain'
const percent = (value: string | number) => formatPercent(Number(value), 0)

/** The risk–coverage curve, and what each least score does to the test rows. */
export function AbstentionCard({
  report,
  policy,
  onPolicy,
}: {
  report: TrainingReport
  policy: DecisionPolicy | null
  onPolicy: (policy: DecisionPolicy | null) => void
}) {
  const { abstention } = report
  if (!abstention || abstention.points.length === 0)
    return (
      <Card>
        <CardHeader title={title} />
        <EmptyState icon={HandHelping} title="Not measured" className="pt-4 pb-10">
          This version was trained before abstention was measured. Retrain the model to see it.
        </EmptyState>
      </Card>
    )
  return (
    <Card data-testid="abstention-card">
      <CardHeader
        title={title}
        description="Answers whose score is too low can be withheld for a person to decide. The fewer answers, the fewer errors."
      />
      <CardBody className="pt-1">
        <Explorer abstention={abstention} policy={policy} onPolicy={onPolicy} />
      </CardBody>
    </Card>
  )
}

function Explorer({
  abstention,
  policy,
  onPolicy,
}: {
  abstention: Abstention
  policy: DecisionPolicy | null
  onPolicy: (policy: DecisionPolicy | null) => void
}) {
  const id = useId()
  const stops = useMemo(() => stopsOf(abstention), [abstention])
  // Several rates that even answering everything keeps are one button.
  const rules = abstention.rules.filter(
    (rule, place) => abstention.rules.findIndex((one) => one.threshold === rule.threshold) === place,
  )
  const [at, setAt] = useState(stops.length - 1)
  const stop = stops[at]
  const data = useMemo(
    () =>
      stops.map(({ answered, wrong }) => ({
        coverage: answered / abstention.rows,
        risk: wrong / Math.max(1, answered),
      })),
    [stops, abstention.rows],
  )
  if (!stop) return null
  const rule = rules.find((one) => one.threshold === stop.threshold)
  const risk = stop.wrong / Math.max(1, stop.answered)
  const inUse = policy?.abstainBelow === stop.threshold
  const allWrong = abstention.points.at(-1)?.wrong ?? 0
  return (
    <div className="grid gap-6">
      <LineFigure
        label="Risk–coverage curve: error rate of answers by share of rows answered"
        className="h-64"
        data={data}
        x="coverage"
        xName="Coverage"
        series={[{ key: 'risk', name: 'Error rate of answers', colour: 'var(--chart-3)' }]}
        formatX={percent}
        formatY={(value) => formatPercent(value, 1)}
        xDomain={[0, 1]}
        domain={[0, Math.max(0.01, ...data.map((point) => point.risk))]}
        mark={{ x: stop.answered / abstention.rows, y: risk }}
      />
      <div className="grid gap-2">
        <div className="flex items-baseline justify-between gap-3">
          <label htmlFor={id} className="font-medium text-sm">
            Minimum score
          </label>
          <output htmlFor={id} className="figure font-semibold text-lg">
            {thresholdText(stop.threshold)}
          </output>
        </div>
        <input
          id={id}
          type="range"
          min={0}
          max={stops.length - 1}
          value={at}
          aria-valuetext={`${thresholdText(stop.threshold)}: ${formatPercent(stop.answered / abstention.rows)} answered`}
          onChange={(event) => setAt(event.target.valueAsNumber)}
          className="h-6 w-full cursor-pointer accent-chart-1"
        />
        <div className="flex justify-between text-faint text-xs">
          <span>fewer, surer answers</span>
          <span>answer everything</span>
        </div>
        <div className="mt-1 flex flex-wrap gap-2">
          {rules.map((one) => (
            <Button
              key={one.wanted}
              size="sm"
              className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
              aria-pressed={one.threshold === stop.threshold}
              onClick={() => setAt(stops.findIndex((candidate) => candidate.threshold === one.threshold))}
            >
              ≤ {formatPercent(one.wanted, one.wanted < 0.01 ? 1 : 0)} wrong
            </Button>
          ))}
        </div>
        <p className="text-[13px] text-faint">
          The named scores were chosen on rows outside the test split and measured on the test rows. Error
          rates that no score can meet are not offered.
        </p>
      </div>
      <StatRow>
        <Stat
          label="Answered"
          value={formatPercent(stop.answered / abstention.rows)}
          note={rule ? `${percentRange(rule.coverage)} on other data` : plural(stop.answered, 'row')}
          explain="Share of test rows that get an answer."
        />
        <Stat
          label="Wrong when answered"
          value={stop.answered > 0 ? formatPercent(risk, 2) : '–'}
          note={rule?.errorRate ? `${percentRange(rule.errorRate)} on other data` : plural(stop.wrong, 'row')}
          explain="Share of the given answers that are wrong: the false accepts."
        />
        <Stat
          label="Errors let through"
          value={allWrong > 0 ? formatPercent(stop.wrong / allWrong) : '–'}
          note={`${formatCount(stop.wrong)} of ${formatCount(allWrong)}`}
          explain="Share of all the model’s errors on the test rows that are still answered."
        />
      </StatRow>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look={inUse ? 'secondary' : 'primary'}
          data-testid="withhold-button"
          onClick={() =>
            onPolicy(settled({ ...(policy ?? mostProbable), abstainBelow: inUse ? null : stop.threshold }))
          }
        >
          {inUse ? 'Answer everything again' : 'Abstain below this score'}
        </Button>
        <span className="text-[13px] text-faint">Takes effect with the next deploy.</span>
      </div>
      <AbstentionTable abstention={abstention} />
    </div>
  )
}

const percentRange = ({ low, high }: { low: number; high: number }) =>
  `${formatPercent(low, 1)} – ${formatPercent(high, 1)}`

/** Least scores falling, the named ones among them. */
function stopsOf({ points, rules }: Abstention): AbstentionPoint[] {
  const byThreshold = new Map<number, AbstentionPoint>()
  for (const { threshold, answered, wrong } of [...points, ...rules])
    byThreshold.set(threshold, { threshold, answered, wrong })
  return [...byThreshold.values()].sort((a, b) => b.threshold - a.threshold)
}
