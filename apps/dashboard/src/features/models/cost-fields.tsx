import { locale } from '../../lib/locale.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type Costs, cheapestStep, costOf, type Step } from './threshold-steps.ts'

/** As typed; empty counts as nothing. */
export type TypedCosts = { falsePositive: string; falseNegative: string }

function readCost(typed: string): number | null {
  const value = Number(typed.trim().replace(',', '.'))
  return Number.isFinite(value) && value >= 0 ? value : null
}

const amount = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })

/** What an error costs, in any unit, and the threshold at which the test rows cost least. */
export function CostFields({
  costs,
  onChange,
  steps,
  step,
  onMove,
}: {
  costs: TypedCosts
  onChange: (costs: TypedCosts) => void
  steps: readonly Step[]
  step: Step
  onMove: (at: number) => void
}) {
  const falsePositive = readCost(costs.falsePositive)
  const falseNegative = readCost(costs.falseNegative)
  const read: Costs | null =
    falsePositive !== null && falseNegative !== null && falsePositive + falseNegative > 0
      ? { falsePositive, falseNegative }
      : null
  const rows = Math.max(1, step.tp + step.fp + step.fn + step.tn)
  const wrong = 'A number, zero or more'
  return (
    <fieldset className="grid gap-3 border-line border-t pt-4">
      <legend className="sr-only">What an error costs</legend>
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Cost of a false alarm"
          error={falsePositive === null && wrong}
          inputMode="decimal"
          placeholder="1"
          value={costs.falsePositive}
          onType={(falsePositive) => onChange({ ...costs, falsePositive })}
        />
        <TextField
          label="Cost of a miss"
          error={falseNegative === null && wrong}
          inputMode="decimal"
          placeholder="10"
          value={costs.falseNegative}
          onType={(falseNegative) => onChange({ ...costs, falseNegative })}
        />
      </div>
      {read ? (
        <div className="flex flex-wrap items-center justify-between gap-3 text-[13px]" aria-live="polite">
          <p>
            <span className="figure font-semibold">{amount.format(costOf(step, read))}</span> on the test
            rows, <span className="figure">{amount.format((1000 * costOf(step, read)) / rows)}</span> per
            1,000
          </p>
          <Button size="sm" onClick={() => onMove(cheapestStep(steps, read))}>
            Go to the lowest cost
          </Button>
        </div>
      ) : (
        <p className="text-[13px] text-faint">Optional, in any unit: shows what a threshold would cost.</p>
      )}
    </fieldset>
  )
}
