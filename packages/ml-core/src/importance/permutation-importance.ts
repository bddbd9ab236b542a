import type { TableExamples } from '../examples.ts'
import { mostProbable } from '../metrics/probability.ts'
import { Random, range } from '../random.ts'

/** Shuffles of each column. */
const repeats = 3

/**
 * Accuracy lost when one column's values are dealt out anew among the rows (Breiman 2001): what any classifier
 * loses without it. Mean of three deals per column.
 */
export async function permutationImportance(
  examples: TableExamples,
  classes: number,
  seed: number,
  predict: (examples: TableExamples) => Promise<Float32Array>,
): Promise<number[]> {
  const { columns, labels } = examples
  const accuracy = async (of: TableExamples): Promise<number> => {
    const predicted = mostProbable(await predict(of), classes)
    return predicted.filter((k, row) => k === labels[row]).length / Math.max(1, labels.length)
  }
  const whole = await accuracy(examples)
  const random = new Random(seed)
  const losses: number[] = []
  for (const [c, column] of columns.entries()) {
    let loss = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = range(labels.length)
      random.shuffle(order)
      const dealt = { ...column, values: Array.from(order, (row) => column.values[row] ?? null) }
      loss += (whole - (await accuracy({ ...examples, columns: columns.with(c, dealt) }))) / repeats
    }
    losses.push(loss)
  }
  return losses
}
