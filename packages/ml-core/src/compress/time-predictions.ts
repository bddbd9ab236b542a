import type { BundleFiles } from '../classifiers/classifier.ts'
import { loadModel } from '../classifiers/families.ts'
import { type EitherModel, predictInputs } from '../classifiers/model.ts'
import type { Examples } from '../examples.ts'
import type { Family } from '../schema/index.ts'
import { inputRows } from '../training/input-rows.ts'

const mostRows = 200
const passes = 3

/** Microseconds of one prediction on typed arrays: the best mean of some passes over the first rows. */
export async function timePredictions(
  family: Family,
  files: BundleFiles,
  examples: Examples,
  now: () => number,
): Promise<number> {
  // `inputRows` gives what models of this kind of examples take.
  const model = (await loadModel(examples.kind, family, files)) as EitherModel<unknown>
  const inputs = inputRows(examples, mostRows)
  const out = new Float32Array(model.classes)
  let best = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < passes; pass++) {
    const began = now()
    for (const input of inputs) await predictInputs(model, [input], out)
    best = Math.min(best, ((now() - began) * 1000) / inputs.length)
  }
  if ('dispose' in model) model.dispose()
  return best
}
