import type { TextModel } from '../classifiers/model.ts'
import type { Examples } from '../examples.ts'
import { requireTexts } from '../training/require-examples.ts'

/** Probabilities for every text, rows × classes. */
export function predictTexts(model: TextModel, examples: Examples): Float32Array {
  const { texts } = requireTexts(examples, model.classes)
  const out = new Float32Array(texts.length * model.classes)
  texts.forEach((text, row) => {
    model.predictInto(text, out, row * model.classes)
  })
  return out
}
