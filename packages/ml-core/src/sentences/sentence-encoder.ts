import { z } from 'zod'
import { sha256 } from '../bundle/sha256.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { selectBackend } from '../nets/select-backend.ts'
import { openSession } from '../onnx/onnx-runtime.ts'
import {
  type PretrainedFiles,
  type PretrainedName,
  pretrainedGeneration,
  readPretrained,
} from '../pretrained/pretrained.ts'
import { encode } from './encoder-net.ts'
import { encoderOnnx } from './encoder-onnx.ts'
import { tensorEngine } from './encoder-tensors.ts'
import { type EncoderWeights, readEncoderWeights } from './encoder-weights.ts'
import { ViterbiTokenizer } from './viterbi-tokenizer.ts'

export const sentenceEncoderName = 'use-lite-en' satisfies PretrainedName

/** Pieces of a text that are read; the model was made for no more. */
const longest = 128
/** Texts and pieces, padding included, of one run. */
const mostRows = 32
const mostPieces = 2048
/** Added to an attention score to hide padding. */
const hidden = -1e9

const vocabularySchema = z.array(z.tuple([z.string(), z.number().nullable()])).min(100)

/** Texts as vectors of length one, near one another where they mean alike. */
export interface SentenceEncoder {
  readonly size: number
  /** Of the net, its weights and its vocabulary, hex. */
  readonly sha256: string
  /** Texts × size. Texts are read up to their 128th piece. */
  embed(texts: readonly string[]): Promise<Float32Array>
}

interface Batch {
  rows: number
  tokens: number
  numbers: Int32Array
  timing: Float32Array
  hiding: Float32Array
  shares: Float32Array
}

type Run = (batch: Batch) => Promise<Float32Array>

let opened: { generation: number; encoder: Promise<SentenceEncoder> } | null = null

/**
 * The one encoder that all models of this process share: on ONNX Runtime where that is installed, else on
 * tensorflow.js. Throws `PretrainedMissing`.
 */
export function openSentenceEncoder(): Promise<SentenceEncoder> {
  const generation = pretrainedGeneration()
  if (opened?.generation !== generation)
    opened = { generation, encoder: readPretrained(sentenceEncoderName).then(makeEncoder) }
  return opened.encoder
}

async function makeEncoder(files: PretrainedFiles): Promise<SentenceEncoder> {
  const weights = readEncoderWeights(files)
  const run = (await onnxRun(weights)) ?? (await tensorRun(weights))
  return encoderOf(files, weights, run)
}

/** For tests: the same encoder on tensorflow.js. */
export async function tensorEncoder(files: PretrainedFiles): Promise<SentenceEncoder> {
  const weights = readEncoderWeights(files)
  return encoderOf(files, weights, await tensorRun(weights))
}

function encoderOf(files: PretrainedFiles, weights: EncoderWeights, run: Run): SentenceEncoder {
  const vocabulary = vocabularySchema.safeParse(files.vocabulary)
  if (!vocabulary.success) throw new ArtifactCorrupt('The sentence encoder has no vocabulary.')
  const tokenizer = new ViterbiTokenizer(vocabulary.data)
  const timing = timingSignal(weights)
  const size = weights.output.bias.length
  return {
    size,
    sha256: sha256(JSON.stringify([files.model, files.vocabulary]) + sha256(files.weights)),
    async embed(texts) {
      // An empty text is read as one unknown piece.
      const pieces = texts.map((text) => {
        const own = tokenizer.encode(text, longest)
        return own.length > 0 ? own : [0]
      })
      const vectors = new Float32Array(texts.length * size)
      for (const rows of batches(pieces)) {
        const batch = batchOf(
          rows.map((row) => pieces[row]),
          timing,
          weights.embedding.shape[1],
        )
        const states = await run(batch)
        rows.forEach((row, at) => {
          vectors.set(unit(states.subarray(at * size, (at + 1) * size)), row * size)
        })
      }
      return vectors
    },
  }
}

async function onnxRun(weights: EncoderWeights): Promise<Run | null> {
  const session = await openSession(encoderOnnx(weights))
  if (session === null) return null
  return async ({ rows, tokens, numbers, timing, hiding, shares }) => {
    const { states } = await session.run({
      numbers: { values: numbers, shape: [rows, tokens] },
      timing: { values: timing, shape: [tokens, timing.length / tokens] },
      hiding: { values: hiding, shape: [rows, 1, 1, tokens] },
      shares: { values: shares, shape: [rows, 1, tokens] },
    })
    return states
  }
}

async function tensorRun(weights: EncoderWeights): Promise<Run> {
  const { tf } = await selectBackend('dense', { only: 'wasm', now: () => 0 })
  const engine = tensorEngine(tf)
  return async ({ rows, tokens, numbers, timing, hiding, shares }) => {
    // Training may have gone on with another backend since.
    await selectBackend('dense', { only: 'wasm', now: () => 0 })
    const states = tf.tidy(() =>
      encode(engine, weights, {
        numbers: tf.tensor2d(numbers, [rows, tokens], 'int32'),
        timing: tf.tensor2d(timing, [tokens, timing.length / tokens]),
        hiding: tf.tensor4d(hiding, [rows, 1, 1, tokens]),
        shares: tf.tensor3d(shares, [rows, 1, tokens]),
      }),
    )
    const values = Float32Array.from(await states.data())
    states.dispose()
    return values
  }
}

/** Texts in batches of like lengths, so that little padding is computed. */
function batches(pieces: readonly (readonly number[])[]): number[][] {
  const order = pieces.map((_, row) => row).sort((a, b) => pieces[a].length - pieces[b].length || a - b)
  const done: number[][] = []
  let batch: number[] = []
  for (const row of order) {
    if (batch.length === mostRows || (batch.length + 1) * pieces[row].length > mostPieces) {
      done.push(batch)
      batch = []
    }
    batch.push(row)
  }
  if (batch.length > 0) done.push(batch)
  return done
}

function batchOf(pieces: readonly (readonly number[])[], timing: Float32Array, width: number): Batch {
  const rows = pieces.length
  const tokens = Math.max(...pieces.map(({ length }) => length))
  const numbers = new Int32Array(rows * tokens)
  const hiding = new Float32Array(rows * tokens).fill(hidden)
  const shares = new Float32Array(rows * tokens)
  pieces.forEach((own, row) => {
    numbers.set(own, row * tokens)
    hiding.fill(0, row * tokens, row * tokens + own.length)
    shares.fill(1 / own.length, row * tokens, row * tokens + own.length)
  })
  return { rows, tokens, numbers, hiding, shares, timing: timing.subarray(0, tokens * width) }
}

/** Sines, then cosines, of every place's angles (Vaswani et al. 2017, section 3.5). */
function timingSignal({ embedding, frequencies }: EncoderWeights): Float32Array {
  const width = embedding.shape[1]
  const signal = new Float32Array(longest * width)
  for (let place = 0; place < longest; place++)
    frequencies.forEach((frequency, i) => {
      const angle = Math.fround(place * frequency)
      signal[place * width + i] = Math.sin(angle)
      signal[place * width + frequencies.length + i] = Math.cos(angle)
    })
  return signal
}

function unit(vector: Float32Array): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(Math.max(squares, 1e-12))
  return vector.map((value) => value / length)
}
