import type { OperatingPoint, ThresholdCounts, ThresholdCurve } from '@assay/ml-core/schema'

/** One stop of the slider: what happens when the class is answered from `threshold` on. */
export type Step = {
  /** Null: above every score, so that the class is never answered. */
  threshold: number | null
  tp: number
  fp: number
  fn: number
  tn: number
}

/** Thresholds rising, the named ones among them; the last stop answers the class for no row. */
export function stepsOf(curve: ThresholdCurve): Step[] {
  const byThreshold = new Map<number, ThresholdCounts>()
  for (const point of [...curve.points, ...curve.operating]) byThreshold.set(point.threshold, point)
  const steps: Step[] = [...byThreshold.values()]
    .sort((a, b) => a.threshold - b.threshold)
    .map(({ threshold, tp, fp, fn, tn }) => ({ threshold, tp, fp, fn, tn }))
  const first = steps[0]
  const last = steps.at(-1)
  if (first && last && last.tp + last.fp > 0)
    steps.push({ threshold: null, tp: 0, fp: 0, fn: first.tp + first.fn, tn: first.fp + first.tn })
  return steps
}

export const stepOf = (steps: readonly Step[], threshold: number): number =>
  Math.max(
    0,
    steps.findIndex((step) => step.threshold === threshold),
  )

/** A stop as it stands in an address; `never` above every score. */
export const linkTo = (step: Step | undefined): string => String(step?.threshold ?? 'never')

/** The stop that an address names; null where this curve has none like it. */
export const linkedStep = (steps: readonly Step[], link: string | undefined): number | null => {
  const at = steps.findIndex((step) => linkTo(step) === link)
  return at >= 0 ? at : null
}

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

/** Null where there is nothing to take a share of. */
export const figuresOf = ({ tp, fp, fn, tn }: Step) => ({
  sensitivity: share(tp, tp + fn),
  specificity: share(tn, tn + fp),
  precision: share(tp, tp + fp),
  negativePredictiveValue: share(tn, tn + fn),
})

export type Costs = { falsePositive: number; falseNegative: number }

export const costOf = ({ fp, fn }: Step, { falsePositive, falseNegative }: Costs): number =>
  fp * falsePositive + fn * falseNegative

/** The cheapest stop; of equals the one in their middle, farthest from rows that would cost. */
export function cheapestStep(steps: readonly Step[], costs: Costs): number {
  const least = Math.min(...steps.map((step) => costOf(step, costs)))
  const from = steps.findIndex((step) => costOf(step, costs) === least)
  let to = from
  for (let next = steps[to + 1]; next && costOf(next, costs) === least; next = steps[to + 1]) to++
  return Math.floor((from + to) / 2)
}

export const ruleNames: Record<OperatingPoint['rule'], string> = {
  half: 'Even odds',
  youden: 'Youden’s best',
}

/** The class to begin with: the rarer of two, as what is looked for; of more the hardest to tell apart. */
export function firstCurve(curves: readonly ThresholdCurve[]): number {
  if (curves.length === 2) {
    const [first, second] = curves.map(({ points }) => (points[0] ? points[0].tp + points[0].fn : 0))
    return (first ?? 0) < (second ?? 0) ? 0 : 1
  }
  const known = curves.flatMap(({ rocAuc }, at) => (rocAuc === null ? [] : [{ rocAuc, at }]))
  return known.sort((a, b) => a.rocAuc - b.rocAuc)[0]?.at ?? 0
}
