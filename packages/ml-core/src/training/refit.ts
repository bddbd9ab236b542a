import { families, makeClassifier } from '../classifiers/families.ts'
import type { Examples } from '../examples.ts'
import type { Family } from '../schema/index.ts'
import type { ProgressBoard } from './progress-board.ts'
import type { TrainedFamily } from './train-families.ts'
import type { TrainModelInput } from './train-model.ts'

export function isRefittable(family: Family): boolean {
  return families[family].refittable === true
}

/**
 * Once the validation rows have done their work in choosing, a quick family is fitted again on training and
 * validation rows together: more to learn from, and the test split is still unseen.
 */
export async function refit(
  input: TrainModelInput,
  chosen: Family,
  best: TrainedFamily,
  board: ProgressBoard,
): Promise<TrainedFamily> {
  if (!isRefittable(chosen)) return best
  board.startFamily(chosen)
  const classifier = makeClassifier(chosen, input.config, input.backend)
  await classifier.fit(joined(input.train, input.validation), {
    labels: input.labels,
    onProgress: (progress) => board.advance(progress),
    now: input.now,
    ...(input.signal && { signal: input.signal }),
  })
  board.finishFamily()
  return { ...best, files: classifier.save() }
}

/** One set of examples after the other; the columns of tables are in the same order. */
function joined(first: Examples, second: Examples): Examples {
  const labels = new Int32Array(first.labels.length + second.labels.length)
  labels.set(first.labels)
  labels.set(second.labels, first.labels.length)
  if (first.kind === 'text' && second.kind === 'text')
    return { kind: 'text', texts: [...first.texts, ...second.texts], labels }
  if (first.kind === 'table' && second.kind === 'table') {
    const columns = first.columns.map((column, c) => ({
      ...column,
      values: [...column.values, ...second.columns[c].values],
    }))
    return { kind: 'table', columns, labels }
  }
  if (first.kind === 'image' && second.kind === 'image') {
    const pixels = new Uint8Array(first.pixels.length + second.pixels.length)
    pixels.set(first.pixels)
    pixels.set(second.pixels, first.pixels.length)
    return { ...first, pixels, labels }
  }
  throw new Error('Examples of two kinds cannot be joined.')
}
