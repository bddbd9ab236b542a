import type { InputProblem } from '@assay/ml-core'
import type { DecisionPolicy, PredictionInput } from '@assay/ml-core/schema'
import { deciderFor } from './decide-lines.ts'
import type { ReadyModel } from './model-cache.ts'

export type GroupItem = {
  input: unknown
  topK?: number
  explain?: boolean
  /** Found before the model was asked. */
  problem?: HostingProblem
}

/** Why an input was refused; the gateway knows the codes. */
export type HostingProblem =
  | InputProblem
  | { code: 'unsupported_media_type' | 'input_undecodable'; message: string; param: null }

/** One line per item, in order: the prediction as JSON, or `!` and what is wrong with the input. */
export const predictGroup = async (
  { model, writer }: ReadyModel,
  items: GroupItem[],
  policy?: DecisionPolicy,
): Promise<string[]> => {
  const lines: string[] = new Array(items.length)
  const places: number[] = []
  const inputs: PredictionInput[] = []
  items.forEach(({ input, problem: found }, place) => {
    const problem = found ?? model.check(input)
    if (problem) lines[place] = `!${JSON.stringify(problem)}`
    else {
      places.push(place)
      // `check` found nothing wrong with it.
      inputs.push(input as PredictionInput)
    }
  })
  if (inputs.length === 0) return lines
  const probabilities = await model.predict(inputs)
  const classes = model.labels.length
  const { task, thresholds: named = [] } = model.manifest
  const thresholds = task === 'multi' ? named : null
  const decide = policy && thresholds === null ? deciderFor(policy, model.labels) : undefined
  for (const [row, place] of places.entries()) {
    const item = items[place]
    const input = inputs[row]
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    const decision = decide?.(own)
    const explanation =
      item?.explain && input !== undefined ? await model.explain(input, decision?.candidate) : null
    lines[place] =
      thresholds === null
        ? writer.write(own, item?.topK, explanation, decision)
        : writer.writeSet(own, thresholds, item?.topK, explanation)
  }
  return lines
}
