import type { Slice } from '@assay/ml-core/schema'

export type GroupFigures = {
  value: string
  rows: number
  /** Share of the rows that are answered with the class. */
  selection: number | null
  truePositive: number | null
  falsePositive: number | null
  predictiveValue: number | null
}

export const measures = ['selection', 'truePositive', 'falsePositive', 'predictiveValue'] as const
export type Measure = (typeof measures)[number]

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

/** What each group gets of one class. */
export function groupsOf(slices: readonly Slice[], by: string, label: number): GroupFigures[] {
  return slices.flatMap(({ by: own, value, rows, outcomes }) => {
    const outcome = outcomes[label]
    if (own !== by || !outcome) return []
    const { tp, fp, fn } = outcome
    return [
      {
        value,
        rows,
        selection: share(tp + fp, rows),
        truePositive: share(tp, tp + fn),
        falsePositive: share(fp, rows - tp - fn),
        predictiveValue: share(tp, tp + fp),
      },
    ]
  })
}

/** Largest minus smallest, and smallest over largest, among the groups where the figure is defined. */
export function spreadOf(groups: readonly GroupFigures[], measure: Measure) {
  const known = groups.flatMap((group) => group[measure] ?? [])
  if (known.length < 2) return { difference: null, ratio: null }
  const most = Math.max(...known)
  const least = Math.min(...known)
  return { difference: most - least, ratio: most > 0 ? least / most : null }
}
