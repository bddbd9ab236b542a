import { expect, it } from 'vitest'
import { stratifyLabelSets } from './stratify-label-sets.ts'

/** Label k occurs in every (k + 2)th row. */
function staggered(rows: number, classes: number) {
  const offsets = new Int32Array(rows + 1)
  const labels: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < classes; k++) if (row % (k + 2) === 0) labels.push(k)
    offsets[row + 1] = labels.length
  }
  return { offsets, labels: Int32Array.from(labels), classes }
}

it('holds a tenth of every label out for each of two splits, however the labels overlap', () => {
  const sets = staggered(3000, 12)
  const split = stratifyLabelSets(sets)
  const counts = Array.from({ length: 12 }, () => [0, 0, 0])
  for (let row = 0; row < 3000; row++)
    for (let t = sets.offsets[row] ?? 0; t < (sets.offsets[row + 1] ?? 0); t++) {
      const of = counts[sets.labels[t] ?? 0]
      const s = split[row] ?? 0
      if (of) of[s] = (of[s] ?? 0) + 1
    }
  for (const [train = 0, validation = 0, test = 0] of counts) {
    const tenth = (train + validation + test) / 10
    expect(Math.abs(validation - tenth)).toBeLessThanOrEqual(0.1 * tenth)
    expect(Math.abs(test - tenth)).toBeLessThanOrEqual(0.1 * tenth)
  }
  const sizes = [0, 1, 2].map((s) => split.filter((own) => own === s).length)
  expect(sizes[1]).toBeGreaterThan(270)
  expect(sizes[2]).toBeLessThan(330)
})

it('gives each split one of a label of three rows, and train all of two', () => {
  const sets = {
    offsets: Int32Array.of(0, 1, 2, 3, 4, 5, 5),
    labels: Int32Array.of(0, 1, 0, 1, 0),
    classes: 2,
  }
  const split = stratifyLabelSets(sets)
  expect([split[0], split[2], split[4]].sort()).toEqual([0, 1, 2])
  expect([split[1], split[3]]).toEqual([0, 0])
})
