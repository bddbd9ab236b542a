import { expect, test } from 'vitest'
import { config, imageLabels, rowNumbers, smallImages, tickingClock } from '../fixtures/small-sets.ts'
import { putAugmented, putPixels } from '../images/cnn/augment.ts'
import { CnnNet } from '../images/cnn/cnn-net.ts'
import { cnnLogits } from '../images/cnn/graph.ts'
import { cnnShapes, planCnn } from '../images/cnn/plan.ts'
import type { ImageShape } from '../images/image-features.ts'
import { mirrorsHelp } from '../images/mirrors-help.ts'
import { selectBackend } from '../nets/select-backend.ts'
import { initialWeights } from '../nets/weights.ts'
import { Pacer } from '../pacing.ts'
import { Random } from '../random.ts'
import { type TrainModelInput, trainModel } from '../training/train-model.ts'
import { ImageCnnModel } from './image-cnn-model.ts'

const shapes: [string, ImageShape][] = [
  ['small and grey', { width: 8, height: 8, channels: 1 }],
  ['odd and in colour', { width: 23, height: 29, channels: 3 }],
  ['large', { width: 50, height: 49, channels: 3 }],
]

test.each(shapes)(
  'a %s picture scores the same on tensorflow.js, in ONNX Runtime and on typed arrays',
  async (_, shape) => {
    const classes = 4
    const random = new Random(3)
    const plan = planCnn(shape)
    const weights = initialWeights(cnnShapes(plan, classes), random)
    for (const [name, values] of Object.entries(weights))
      if (name.endsWith('bias')) values.set(values.map(() => random.next() - 0.5))
    const picture = Uint8Array.from({ length: shape.width * shape.height * shape.channels }, () =>
      random.below(256),
    )
    const scale = {
      mean: [100, 90, 80].slice(0, shape.channels),
      scale: [0.01, 0.02, 0.015].slice(0, shape.channels),
    }
    const numbers = new Float32Array(picture.length)
    putPixels(picture, 0, picture.length, scale, numbers, 0)
    const plain = new CnnNet(plan, weights, classes).forward(numbers)

    const { tf } = await selectBackend('convolution', { now: tickingClock() })
    const wanted = tf.tidy(() => {
      const tensors = Object.entries(cnnShapes(plan, classes)).map(([name, axes]) => [
        name,
        tf.tensor(weights[name].slice(), [...axes]),
      ])
      return cnnLogits(tf, plan, Object.fromEntries(tensors), shape, numbers.slice(), null).dataSync()
    })
    plain.forEach((score, k) => {
      expect(score).toBeCloseTo(wanted[k], 4)
    })

    const answers = await Promise.all(
      [true, false].map(async (engine) => {
        const header = { ...shape, ...scale, classes, inverseTemperature: 1 }
        const model = await ImageCnnModel.open(header, weights, engine)
        const out = new Float32Array(classes)
        await model.predictMany([picture], out)
        return out
      }),
    )
    answers[0].forEach((probability, k) => {
      expect(probability).toBeCloseTo(answers[1][k], 5)
    })
  },
)

test('what is augmented stays near the picture, is the same under the same seed, and mirrored only where wanted', () => {
  const shape: ImageShape = { width: 20, height: 20, channels: 1 }
  // Dark on the left half, light on the right.
  const picture = Uint8Array.from({ length: 400 }, (_, i) => (i % 20 < 10 ? 0 : 200))
  const scale = { mean: [100], scale: [0.01] }
  const drawn = (seed: number, mirrored: boolean) => {
    const out = new Float32Array(400)
    putAugmented(picture, 0, shape, scale, mirrored, new Random(seed), out, 0)
    return out
  }
  expect(drawn(1, true)).toEqual(drawn(1, true))
  expect(drawn(1, true)).not.toEqual(drawn(2, true))
  const rightSide = (values: Float32Array) =>
    values.reduce((sum, value, i) => sum + (i % 20 < 10 ? -value : value), 0) > 0
  const seeds = Array.from({ length: 60 }, (_, seed) => seed)
  expect(seeds.every((seed) => rightSide(drawn(seed, false)))).toBe(true)
  const turned = seeds.filter((seed) => !rightSide(drawn(seed, true))).length
  expect(turned).toBeGreaterThan(10)
  expect(turned).toBeLessThan(50)
})

test('mirror images are refused where left and right are what tells the classes apart', async () => {
  const random = new Random(1)
  const labels = Int32Array.from({ length: 100 }, (_, row) => row % 2)
  const pixels = new Uint8Array(100 * 144)
  pixels.forEach((_, i) => {
    const label = labels[Math.floor(i / 144)]
    pixels[i] = random.below(100) + (i % 12 < 6 === (label === 0) ? 120 : 0)
  })
  const images = { kind: 'image', width: 12, height: 12, channels: 1, pixels, labels } as const
  expect(await mirrorsHelp(images, 2, 1, new Pacer(tickingClock()))).toBe(false)
})

test('goes on after being killed between epochs and ends with the same model', async () => {
  const kept = new Map<string, Uint8Array>()
  let saves = 0
  const run = (last: number): TrainModelInput => ({
    labels: imageLabels,
    train: smallImages(60, 1),
    validation: smallImages(30, 2),
    test: smallImages(30, 3),
    rowNumbers: { train: rowNumbers(60), validation: rowNumbers(30), test: rowNumbers(30) },
    config: config({ families: ['image-cnn'], epochs: 3 }),
    now: tickingClock(),
    checkpoint: {
      load: async (name) => kept.get(name) ?? null,
      async save(name, bytes) {
        kept.set(name, bytes.slice())
        if (++saves === last) throw new Error('killed')
      },
    },
  })
  const whole = await trainModel(run(Number.POSITIVE_INFINITY))
  kept.clear()
  saves = 0
  await expect(trainModel(run(3))).rejects.toThrow('killed')
  const resumed = await trainModel(run(Number.POSITIVE_INFINITY))
  expect(resumed.modelHash).toBe(whole.modelHash)
  expect(resumed.report.curve).toEqual(whole.report.curve)
})
