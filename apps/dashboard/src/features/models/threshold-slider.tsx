import type { OperatingPoint } from '@assay/ml-core/schema'
import { useId } from 'react'
import { formatPercent } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { ruleNames, type Step, stepOf } from './threshold-steps.ts'

/** Scores crowd at both ends: as many digits there as tell a threshold from certainty. */
export function thresholdText(threshold: number | null): string {
  if (threshold === null) return 'above every score'
  const distance = Math.min(threshold, 1 - threshold)
  const digits = distance > 0 ? Math.ceil(-Math.log10(distance)) - 1 : 0
  return formatPercent(threshold, Math.min(6, Math.max(1, digits)))
}

/** A stop per measured threshold, so that every figure beside it is exact. */
export function ThresholdSlider({
  steps,
  at,
  onMove,
  operating,
}: {
  steps: readonly Step[]
  at: number
  onMove: (at: number) => void
  operating: readonly OperatingPoint[]
}) {
  const id = useId()
  const text = thresholdText(steps[at]?.threshold ?? null)
  return (
    <div className="grid gap-2">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-sm">
          Threshold
        </label>
        <output htmlFor={id} data-testid="threshold" className="figure font-semibold text-lg">
          {text}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={steps.length - 1}
        value={at}
        aria-valuetext={text}
        data-testid="threshold-slider"
        onChange={(event) => onMove(event.target.valueAsNumber)}
        className="h-6 w-full cursor-pointer accent-chart-1"
      />
      <div className="flex justify-between text-faint text-xs">
        <span>finds more</span>
        <span>fewer false alarms</span>
      </div>
      <div className="mt-1 flex flex-wrap gap-2">
        {operating.map((point) => (
          <Button
            key={point.rule}
            size="sm"
            className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
            aria-pressed={steps[at]?.threshold === point.threshold}
            onClick={() => onMove(stepOf(steps, point.threshold))}
          >
            {ruleNames[point.rule]}
            <span className="figure text-faint">{thresholdText(point.threshold)}</span>
          </Button>
        ))}
      </div>
      {operating.some((point) => point.rule === 'youden') && (
        <p className="text-[13px] text-faint">
          Youden’s best has the highest sum of sensitivity and specificity on the validation rows: it was not
          chosen on the test rows used here.
        </p>
      )}
    </div>
  )
}
