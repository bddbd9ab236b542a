import { z } from 'zod'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { ArtifactCorrupt } from '../errors.ts'
import type { Examples } from '../examples.ts'
import type { InputColumn, PredictionInput } from '../schema/index.ts'
import type { Answerer } from './answerer.ts'
import { jsonBytes, readJson } from './binary.ts'
import { inputAt } from './example-input.ts'

const goldenFile = 'golden.json'
const goldenInputs = 8
const longestText = 1000
const tolerance = 1e-5

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
const goldenSchema = z.object({
  inputs: z.array(z.union([z.string(), z.record(z.string(), cellSchema)])).min(1),
  /** Probabilities of every class per input. */
  outputs: z.array(z.array(z.number())),
})

/** Inputs spread over the training rows, and an empty one, with the answers of today. */
export function goldenFiles(
  answerer: Answerer,
  train: Examples,
  columns: readonly InputColumn[],
): BundleFiles {
  const rows = train.labels.length
  const inputs: PredictionInput[] = [
    train.kind === 'text' ? '' : Object.fromEntries(columns.map((column) => [column.name, null])),
  ]
  for (let i = 0; i < Math.min(goldenInputs, rows); i++) {
    const input = inputAt(train, Math.floor((i * rows) / goldenInputs) % rows)
    inputs.push(typeof input === 'string' ? input.slice(0, longestText) : input)
  }
  return { [goldenFile]: jsonBytes({ inputs, outputs: inputs.map((input) => answer(answerer, input)) }) }
}

/** Throws `ArtifactCorrupt` unless the model still gives the stored answers. */
export function checkGolden(answerer: Answerer, files: BundleFiles): void {
  const { inputs, outputs } = readJson(files, goldenFile, goldenSchema)
  if (outputs.length !== inputs.length) throw new ArtifactCorrupt('golden.json lacks outputs.')
  inputs.forEach((input, i) => {
    const scores = answer(answerer, input)
    const agrees =
      outputs[i].length === scores.length &&
      scores.every((score, k) => Math.abs(score - outputs[i][k]) <= tolerance)
    if (!agrees) throw new ArtifactCorrupt(`The model no longer gives its golden output number ${i + 1}.`)
  })
}

function answer(answerer: Answerer, input: PredictionInput): number[] {
  const problem = answerer.check(input)
  if (problem !== null) throw new ArtifactCorrupt(`A golden input is refused: ${problem.message}`)
  const out = new Float32Array(answerer.classes)
  answerer.answerInto(input, out, 0)
  return Array.from(out)
}
