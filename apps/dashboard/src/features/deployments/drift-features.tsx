import { ChevronDown, ChevronRight } from 'lucide-react'
import { Fragment, useState } from 'react'
import { formatPercent } from '../../lib/format.ts'
import type { DriftView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { BarFigure } from '../../ui/chart.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Td, Tr } from '../../ui/table.tsx'

type Result = NonNullable<DriftView['result']>
type Histogram = Pick<Result['answers'], 'bins' | 'reference' | 'live'>

const mostBins = 24

/** Both distributions side by side; where there are many bins those that differ most. */
function TwoHistograms({ label, of }: { label: string; of: Histogram }) {
  const rows = of.bins.map((bin, place) => ({
    bin,
    reference: of.reference[place] ?? 0,
    live: of.live[place] ?? 0,
  }))
  const shown =
    rows.length <= mostBins
      ? rows
      : rows
          .toSorted((a, b) => Math.abs(b.live - b.reference) - Math.abs(a.live - a.reference))
          .slice(0, mostBins)
  return (
    <>
      <BarFigure
        label={label}
        data={shown}
        x="bin"
        xName="Group"
        grouped
        formatX={(bin) => (String(bin).length > 18 ? `${String(bin).slice(0, 17)}…` : String(bin))}
        formatY={(share) => formatPercent(share, 0)}
        series={[
          { key: 'reference', name: 'Training', colour: 'var(--chart-1)' },
          { key: 'live', name: 'Live', colour: 'var(--chart-3)' },
        ]}
      />
      {rows.length > shown.length && (
        <p className="mt-2 text-[13px] text-faint">
          The {mostBins} of {rows.length} that differ most.
        </p>
      )}
    </>
  )
}

/** What the model answers, and how sure it is, beside the test split. */
export function DriftAnswers({ result: { answers, confidence, signals } }: { result: Result }) {
  const threshold = signals.find(({ kind }) => kind === 'answers')?.threshold ?? 0
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card>
        <CardHeader
          title="Answers"
          description={`Stability index ${answers.psi.toFixed(2)}; alerts above ${threshold.toFixed(2)}.`}
        />
        <CardBody>
          <TwoHistograms label="Answers of the test split and live" of={withoutEmptyEnd(answers)} />
        </CardBody>
      </Card>
      {confidence && (
        <Card>
          <CardHeader
            title="Confidence"
            description={`Probability of the most likely label. Stability index ${confidence.psi.toFixed(2)}; it raises no alert of its own because it follows the others.`}
          />
          <CardBody>
            <TwoHistograms label="Confidence on the test split and live" of={confidence} />
          </CardBody>
        </Card>
      )}
    </div>
  )
}

/** `no answer`, where there is none on either side. */
const withoutEmptyEnd = (of: Histogram): Histogram => {
  const keep = (of.reference.at(-1) ?? 0) + (of.live.at(-1) ?? 0) > 0 ? of.bins.length : of.bins.length - 1
  return {
    bins: of.bins.slice(0, keep),
    reference: of.reference.slice(0, keep),
    live: of.live.slice(0, keep),
  }
}

/** Every respect in which inputs are compared, the most shifted first; each opens to its histograms. */
export function DriftFeatures({ result: { features, signals } }: { result: Result }) {
  const [open, setOpen] = useState<string | null>(null)
  const isOut = (name: string) =>
    signals.some(({ feature, value, threshold }) => feature === name && value > threshold)
  const sorted = features.toSorted((a, b) => Number(isOut(b.name)) - Number(isOut(a.name)) || b.psi - a.psi)
  return (
    <ListTable
      testId="drift-features"
      label="Drift by feature"
      query={{ data: sorted }}
      header={
        <CardHeader
          title="Inputs"
          description="PSI is the population stability index, KS the Kolmogorov–Smirnov distance of numbers."
        />
      }
      columns={[
        'Feature',
        ...numericColumns('PSI', 'KS', 'Missing', 'Unknown or out of range', 'Mean'),
        'Status',
      ]}
      row={(one) => (
        <Fragment key={one.name}>
          <Tr>
            <Td>
              <button
                type="button"
                aria-expanded={open === one.name}
                className="flex max-w-64 items-center gap-1.5 break-words rounded-sm text-left font-medium"
                onClick={() => setOpen(open === one.name ? null : one.name)}
              >
                {open === one.name ? (
                  <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
                ) : (
                  <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
                )}
                {one.name}
              </button>
            </Td>
            <Td align="right">{one.psi.toFixed(2)}</Td>
            <Td align="right">{one.ks === null ? '–' : one.ks.toFixed(2)}</Td>
            <Td align="right">
              {formatPercent(one.missing, 1)}
              <span className="text-faint"> was {formatPercent(one.referenceMissing, 1)}</span>
            </Td>
            <Td align="right">{formatPercent(one.outside, 1)}</Td>
            <Td align="right">
              {one.mean === null ? '–' : formatNumber(one.mean)}
              {one.mean !== null && one.referenceMean !== null && (
                <span className="text-faint"> was {formatNumber(one.referenceMean)}</span>
              )}
            </Td>
            <Td>
              {isOut(one.name) ? (
                <Badge tone="bad" dot>
                  shifted
                </Badge>
              ) : (
                <Badge tone="good">normal</Badge>
              )}
            </Td>
          </Tr>
          {open === one.name && (
            <tr>
              <td colSpan={7} className="border-line border-b px-5 py-4">
                <div className="sticky left-5 w-full max-w-[calc(100vw-4.75rem)]">
                  <TwoHistograms label={`${one.name} in training and live`} of={one} />
                </div>
              </td>
            </tr>
          )}
        </Fragment>
      )}
    />
  )
}

const formatNumber = (value: number): string => String(Number(value.toPrecision(4)))
