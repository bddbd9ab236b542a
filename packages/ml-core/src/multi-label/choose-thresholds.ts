import { indicatorMatrix, type LabelSets } from './label-sets.ts'

/** With fewer rows of a label its best threshold is chance. */
const fewestRows = 3
const usual = 0.5

/**
 * For each label the probability from which on answering it gives the highest F1 on these rows: midway between
 * the rows on its two sides. One half where too few rows have the label.
 */
export function chooseThresholds(probabilities: Float32Array, sets: LabelSets, classes: number): number[] {
  const actual = indicatorMatrix(sets, classes)
  const rows = sets.offsets.length - 1
  return Array.from({ length: classes }, (_, k) => {
    const order = Array.from({ length: rows }, (_row, row) => row * classes + k).sort(
      (a, b) => probabilities[b] - probabilities[a],
    )
    const positives = order.reduce((total, at) => total + actual[at], 0)
    return positives < fewestRows ? usual : bestCut(order, probabilities, actual, positives)
  })
}

/** `order`: places of the rows' probabilities, falling. */
function bestCut(
  order: readonly number[],
  probabilities: Float32Array,
  actual: Uint8Array,
  positives: number,
): number {
  let found = 0
  let best = 0
  let threshold = usual
  for (let taken = 1; taken <= order.length; taken++) {
    found += actual[order[taken - 1]]
    const here = probabilities[order[taken - 1]]
    const next = taken < order.length ? probabilities[order[taken]] : 0
    if (next === here) continue
    const f1 = (2 * found) / (taken + positives)
    if (f1 <= best) continue
    best = f1
    threshold = (here + next) / 2
  }
  return threshold
}
