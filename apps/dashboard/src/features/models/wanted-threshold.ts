import type { ThresholdCounts } from '@assay/ml-core/schema'
import { figuresOf, type Step } from './threshold-steps.ts'

export type Wanted = { measure: 'f1' } | { measure: 'precision' | 'recall'; atLeast: number }

const f1Of = ({ tp, fp, fn }: ThresholdCounts) => (2 * tp) / Math.max(1, 2 * tp + fp + fn)

/**
 * The threshold that does best on rows that are not the test's: the greatest F1, the greatest recall that keeps a
 * wanted precision, or the greatest precision that keeps a wanted recall. Null where none keeps it.
 */
export function chooseThreshold(unseen: readonly ThresholdCounts[], wanted: Wanted): number | null {
  const { measure } = wanted
  const value = (point: ThresholdCounts): number => {
    const { precision, sensitivity } = figuresOf(point)
    if (measure === 'f1') return f1Of(point)
    const [kept, gained] = measure === 'precision' ? [precision, sensitivity] : [sensitivity, precision]
    return kept !== null && gained !== null && kept >= wanted.atLeast ? gained : -1
  }
  let best: ThresholdCounts | null = null
  for (const point of unseen) if (value(point) >= 0 && (!best || value(point) > value(best))) best = point
  return best?.threshold ?? null
}

/** The stop at a threshold, or the next one above it: its counts are those of every threshold down to it. */
export function stopFrom(steps: readonly Step[], threshold: number): number {
  const at = steps.findIndex((step) => step.threshold === null || step.threshold >= threshold)
  return at < 0 ? steps.length - 1 : at
}
