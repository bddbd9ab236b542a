import type { PredictionInput } from '@assay/ml-core/schema'
import type { ReadyModel } from './model-cache.ts'

export type GroupItem = { input: unknown; topK?: number; explain?: boolean }

/** One line per item, in order: the prediction as JSON, or `!` and what is wrong with the input. */
export const predictGroup = ({ model, writer }: ReadyModel, items: GroupItem[]): string[] => {
  const lines: string[] = new Array(items.length)
  const places: number[] = []
  const inputs: PredictionInput[] = []
  items.forEach(({ input }, place) => {
    const problem = model.check(input)
    if (problem) lines[place] = `!${JSON.stringify(problem)}`
    else {
      places.push(place)
      // `check` found nothing wrong with it.
      inputs.push(input as PredictionInput)
    }
  })
  if (inputs.length === 0) return lines
  const probabilities = model.predict(inputs)
  const classes = model.labels.length
  places.forEach((place, row) => {
    const item = items[place]
    const input = inputs[row]
    const explanation = item?.explain && input !== undefined ? model.explain(input) : null
    lines[place] = writer.write(
      probabilities.subarray(row * classes, (row + 1) * classes),
      item?.topK,
      explanation,
    )
  })
  return lines
}
