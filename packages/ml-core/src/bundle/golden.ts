import { z } from 'zod'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { type Examples, imageSize } from '../examples.ts'
import type { InputColumn, PredictionInput, TaskKind } from '../schema/index.ts'
import type { Answerer } from './answerer.ts'
import { arrayBytes, fromBase64, jsonBytes, readJson, toBase64 } from './binary.ts'
import { inputAt } from './example-input.ts'

const goldenFile = 'golden.json'
const goldenInputs = 8
const longestText = 1000
const longestClip = 16_000
const tolerance = 1e-5

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
const goldenInputSchema = z.union([z.string(), z.record(z.string(), cellSchema)])
type GoldenInput = z.infer<typeof goldenInputSchema>
const goldenSchema = z.object({
  inputs: z.array(goldenInputSchema).min(1),
  /** Probabilities of every class per input. */
  outputs: z.array(z.array(z.number())),
})

/** Inputs spread over the training rows, and an empty one, with the answers of today. */
export async function goldenFiles(
  answerer: Answerer,
  train: Examples,
  columns: readonly InputColumn[],
): Promise<BundleFiles> {
  const rows = train.labels.length
  const inputs: PredictionInput[] = [emptyInput(train, columns)]
  for (let i = 0; i < Math.min(goldenInputs, rows); i++) {
    const input = inputAt(train, Math.floor((i * rows) / goldenInputs) % rows)
    inputs.push(shortened(input))
  }
  return {
    [goldenFile]: jsonBytes({
      inputs: inputs.map(asJson),
      outputs: await answers(answerer, inputs),
    }),
  }
}

function shortened(input: PredictionInput): PredictionInput {
  if (typeof input === 'string') return input.slice(0, longestText)
  return input instanceof Int16Array ? input.slice(0, longestClip) : input
}

/** Images and sounds lie in JSON as text. */
function asJson(input: PredictionInput): GoldenInput {
  if (input instanceof Uint8Array) return { b64: toBase64(input) }
  return input instanceof Int16Array ? { b64: toBase64(arrayBytes(input)) } : input
}

function emptyInput(train: Examples, columns: readonly InputColumn[]): PredictionInput {
  if (train.kind === 'text') return ''
  if (train.kind === 'image') return new Uint8Array(imageSize(train))
  if (train.kind === 'audio') return new Int16Array(0)
  return Object.fromEntries(columns.map((column) => [column.name, null]))
}

function readInput(kind: TaskKind, input: GoldenInput): PredictionInput {
  if ((kind !== 'image' && kind !== 'audio') || typeof input === 'string') return input
  const bytes = fromBase64(String(input['b64']))
  return kind === 'image' ? bytes : new Int16Array(bytes.buffer, 0, bytes.length >> 1)
}

/** The inputs that a bundle was checked with, and the probabilities that it gave for each. */
export function readGolden(
  kind: TaskKind,
  files: BundleFiles,
): { sent: GoldenInput; input: PredictionInput; output: number[] }[] {
  const { inputs, outputs } = readJson(files, goldenFile, goldenSchema)
  return inputs.map((sent, i) => ({ sent, input: readInput(kind, sent), output: outputs[i] ?? [] }))
}

/** Throws `ArtifactCorrupt` unless the model still gives the stored answers. */
export async function checkGolden(kind: TaskKind, answerer: Answerer, files: BundleFiles): Promise<void> {
  const { inputs, outputs } = readJson(files, goldenFile, goldenSchema)
  if (outputs.length !== inputs.length) throw new ArtifactCorrupt('golden.json lacks outputs.')
  const given = await answers(
    answerer,
    inputs.map((input) => readInput(kind, input)),
  )
  given.forEach((scores, i) => {
    const agrees =
      outputs[i].length === scores.length &&
      scores.every((score, k) => Math.abs(score - outputs[i][k]) <= tolerance)
    if (!agrees) throw new ArtifactCorrupt(`The model no longer gives its golden output number ${i + 1}.`)
  })
}

async function answers(answerer: Answerer, inputs: readonly PredictionInput[]): Promise<number[][]> {
  for (const input of inputs) {
    const problem = answerer.check(input)
    if (problem !== null) throw new ArtifactCorrupt(`A golden input is refused: ${problem.message}`)
  }
  const { classes } = answerer
  const out = new Float32Array(inputs.length * classes)
  await answerer.answer(inputs, out)
  return inputs.map((_, i) => Array.from(out.subarray(i * classes, (i + 1) * classes)))
}
