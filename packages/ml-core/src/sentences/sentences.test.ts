import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openBundle } from '../bundle/open-bundle.ts'
import { installedEncoder } from '../fixtures/installed-encoder.ts'
import { config, rowNumbers, smallTexts, textLabels, tickingClock } from '../fixtures/small-sets.ts'
import { type PretrainedFiles, providePretrained } from '../pretrained/pretrained.ts'
import { trainModel } from '../training/train-model.ts'
import { looksEnglish } from './looks-english.ts'
import { openSentenceEncoder, tensorEncoder } from './sentence-encoder.ts'
import { ViterbiTokenizer } from './viterbi-tokenizer.ts'

describe('cutting texts into pieces', () => {
  const special: [string, number][] = Array.from({ length: 6 }, (_, i) => [`<${i}>`, 0])
  const tokenizer = new ViterbiTokenizer([
    ...special,
    ['▁', -2],
    ['▁un', -4],
    ['▁unlock', -9],
    ['lock', -4],
    ['ed', -3],
    ['▁unlocked', -12],
    ['a', null],
  ])

  test('takes the most probable sequence, not the longest pieces', () => {
    expect(tokenizer.encode('unlocked', 9)).toEqual([7, 9, 10])
  })

  test('gives a run of unknown characters one number, and no more than were asked for', () => {
    expect(tokenizer.encode('ed 你好吗 ed', 9)).toEqual([6, 10, 6, 0, 6, 10])
    expect(tokenizer.encode('ed ed ed', 3)).toEqual([6, 10, 6])
    expect(tokenizer.encode(' \n\t ', 9)).toEqual([])
  })

  test('takes a piece written without a probability for as probable as the one before it', () => {
    expect(tokenizer.encode('a', 9)).toEqual([6, 12])
  })
})

test.each([
  ['Where is my parcel? It was due on Monday.', true],
  ['what is the capital of France', true],
  ['Où est mon colis ? Il devait arriver lundi.', false],
  ['Wo ist mein Paket? Es sollte am Montag kommen.', false],
  ['酒店的房间很干净，服务也很好。', false],
  ['¿Dónde está mi paquete? Debía llegar el lunes.', false],
])('“%s” reads as English: %s', (text, english) => {
  expect(looksEnglish([text])).toBe(english)
})

describe.skipIf(installedEncoder === null)('the encoder (skipped where its package is missing)', () => {
  const texts = [
    'How do I activate my card?',
    'my card is not working',
    '',
    'x '.repeat(300),
    '你好 hello :)',
  ]

  test('gives the vectors of the published graph, on both engines', async () => {
    const own = await (await openSentenceEncoder()).embed(texts)
    const other = await (await tensorEncoder(files())).embed(texts)
    const published = await publishedVectors(texts)
    own.forEach((value, i) => {
      expect(Math.abs(value - other[i])).toBeLessThan(2e-6)
      expect(Math.abs(value - published[i])).toBeLessThan(2e-6)
    })
  })

  test('gives a text the same vector whatever it is batched with', async () => {
    const encoder = await openSentenceEncoder()
    const together = await encoder.embed(texts)
    for (const [row, text] of texts.entries())
      (await encoder.embed([text])).forEach((value, i) => {
        expect(Math.abs(value - together[row * encoder.size + i])).toBeLessThan(2e-6)
      })
  })

  test('puts texts of like meaning near one another', async () => {
    const encoder = await openSentenceEncoder()
    const vectors = await encoder.embed([
      'How do I turn on my new debit card?',
      'How do I activate my card?',
      'The weather is lovely in Lisbon.',
    ])
    const likeness = (a: number, b: number) => {
      let sum = 0
      for (let i = 0; i < encoder.size; i++)
        sum += vectors[a * encoder.size + i] * vectors[b * encoder.size + i]
      return sum
    }
    expect(likeness(0, 1)).toBeGreaterThan(likeness(0, 2) + 0.3)
  })

  test('is one for all who open it', () => {
    expect(openSentenceEncoder()).toBe(openSentenceEncoder())
  })

  test('runs unasked where few English texts are trained', async () => {
    const { report } = await trainModel(smallRun())
    const row = report.leaderboard.find(({ family }) => family === 'sentence-encoder')
    expect(row?.state).toBe('done')
  })

  test('is not in the bundle of its model, which does not open without it or with another', async () => {
    const { manifest, bundle } = await trainModel(
      smallRun({ config: config({ families: ['sentence-encoder'] }) }),
    )
    expect(manifest.family).toBe('sentence-encoder')
    expect(bundle.byteLength).toBeLessThan(1e6)
    const hosted = await openBundle(bundle)
    const [first] = await hosted.explain('please help with the refund of my invoice today')
    expect(['refund', 'invoice', 'of', 'the']).toContain(first.feature)
    try {
      providePretrained('use-lite-en', async () => ({
        ...files(),
        weights: files().weights.map((byte) => byte ^ 1),
      }))
      await expect(openBundle(bundle)).rejects.toThrow('the release of use-lite-en that it was trained with')
      providePretrained('use-lite-en', () => Promise.reject(new Error('no package')))
      await expect(openBundle(bundle)).rejects.toThrow('is not installed here')
    } finally {
      providePretrained('use-lite-en', async () => files())
    }
  })

  test('leaves a run to the other families where it is not installed, and says so', async () => {
    try {
      providePretrained('use-lite-en', () => Promise.reject(new Error('no package')))
      const { report } = await trainModel(smallRun())
      const row = report.leaderboard.find(({ family }) => family === 'sentence-encoder')
      expect(row).toMatchObject({ state: 'skipped', note: expect.stringContaining('use-lite-en') })
    } finally {
      providePretrained('use-lite-en', async () => files())
    }
  })
})

/** Only asked for where they are there. */
function files(): PretrainedFiles {
  if (installedEncoder === null) throw new Error('The encoder is not installed.')
  return installedEncoder
}

function smallRun(changes: Partial<Parameters<typeof trainModel>[0]> = {}) {
  return {
    labels: textLabels,
    train: smallTexts(60, 1),
    validation: smallTexts(30, 2),
    test: smallTexts(30, 3),
    rowNumbers: { train: rowNumbers(60), validation: rowNumbers(30), test: rowNumbers(30) },
    config: config({ epochs: 1 }),
    now: tickingClock(),
    ...changes,
  }
}

const vocabularySchema = z.array(z.tuple([z.string(), z.number().nullable()]))
const modelSchema = z.object({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.int()), dtype: z.enum(['float32', 'int32', 'bool']) }),
      ),
    }),
  ),
})

/** By the package's own graph, run by tensorflow.js. */
async function publishedVectors(texts: readonly string[]): Promise<number[]> {
  const { model, weights, vocabulary } = files()
  const { modelTopology, weightsManifest } = modelSchema.parse(model)
  const weightSpecs = weightsManifest.flatMap((group) => group.weights)
  const weightData = Uint8Array.from(weights).buffer
  const graph = await tf.loadGraphModel({
    load: async () => ({ modelTopology, weightSpecs, weightData }),
  })
  const tokenizer = new ViterbiTokenizer(vocabularySchema.parse(vocabulary))
  const vectors: number[] = []
  for (const text of texts) {
    const numbers = tokenizer.encode(text, 128)
    if (numbers.length === 0) numbers.push(0)
    const indices = tf.tensor2d(
      numbers.flatMap((_, place) => [0, place]),
      [numbers.length, 2],
      'int32',
    )
    const answer = await graph.executeAsync({ indices, values: tf.tensor1d(numbers, 'int32') })
    if (!Array.isArray(answer)) vectors.push(...(await answer.data()))
  }
  return vectors
}
