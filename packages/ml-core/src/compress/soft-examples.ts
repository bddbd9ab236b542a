import type { Examples } from '../examples.ts'
import { selectRows } from '../training/select-rows.ts'

/** What a teacher finds less likely is left out. */
const leastShare = 0.01
/** How much the teacher counts beside the labels themselves. */
const trust = 0.7

/**
 * The rows with what a teacher says of them: each stands there once for every class that the teacher finds likely,
 * with that probability as its weight. Cross-entropy summed over them is the one against soft targets (Hinton et al. 2015,
 * “Distilling the Knowledge in a Neural Network”), so that any classifier that heeds weights can be the student.
 */
export function softExamples(train: Examples, teacher: Float32Array, classes: number): Examples {
  const rows: number[] = []
  const labels: number[] = []
  const weights: number[] = []
  train.labels.forEach((label, row) => {
    for (let k = 0; k < classes; k++) {
      const share = trust * teacher[row * classes + k] + (k === label ? 1 - trust : 0)
      if (share < leastShare) continue
      rows.push(row)
      labels.push(k)
      weights.push(share * (train.weights?.[row] ?? 1))
    }
  })
  const selected = selectRows(train, Int32Array.from(rows))
  return { ...selected, labels: Int32Array.from(labels), weights: Float32Array.from(weights) }
}
