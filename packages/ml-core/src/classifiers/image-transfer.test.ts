import { beforeEach, describe, expect, test } from 'vitest'
import { openBundle } from '../bundle/open-bundle.ts'
import type { ImageExamples } from '../examples.ts'
import { smallExtractor } from '../fixtures/small-extractor.ts'
import { config, imageLabels, rowNumbers, smallImages, tickingClock } from '../fixtures/small-sets.ts'
import { flipInto } from '../images/image-features.ts'
import { openImageExtractor } from '../pretrained/image-extractor.ts'
import { providePretrained } from '../pretrained/pretrained.ts'
import type { CheckpointStore } from '../training/family-checkpoint.ts'
import { type TrainModelInput, trainModel } from '../training/train-model.ts'
import { ImageTransfer } from './image-transfer.ts'
import { ImageTransferModel } from './image-transfer-model.ts'

function provide(seed?: number) {
  providePretrained('mobilenet-v2-140', async () => smallExtractor(seed))
}
beforeEach(() => provide())

function runOf(changes: Partial<TrainModelInput> = {}): TrainModelInput {
  return {
    labels: imageLabels,
    train: smallImages(60, 1),
    validation: smallImages(30, 2),
    test: smallImages(30, 3),
    rowNumbers: { train: rowNumbers(60), validation: rowNumbers(30), test: rowNumbers(30) },
    config: config({ families: ['image-linear', 'image-transfer'] }),
    now: tickingClock(),
    ...changes,
  }
}

async function fitted(): Promise<ImageTransferModel> {
  const classifier = new ImageTransfer({ seed: 1 })
  await classifier.fit(smallImages(60, 1), { labels: imageLabels, now: tickingClock() })
  return ImageTransferModel.load(classifier.save())
}

const size = 144
const pictureOf = ({ pixels }: ImageExamples, row: number) => pixels.subarray(row * size, (row + 1) * size)

/** Grey pictures of 12 × 12, three colours and 48 × 48 pixels large. */
function enlarged(examples: ImageExamples): ImageExamples {
  const side = 48
  const pixels = new Uint8Array(examples.labels.length * side * side * 3)
  for (let i = 0; i < pixels.length; i++) {
    const place = Math.floor(i / 3)
    const [row, y, x] = [Math.floor(place / side ** 2), Math.floor(place / side) % side, place % side]
    pixels[i] = examples.pixels[row * size + Math.floor(y / 4) * 12 + Math.floor(x / 4)]
  }
  return { ...examples, width: side, height: side, channels: 3, pixels }
}

describe('image-transfer', () => {
  test('answers a picture and its mirror image alike', async () => {
    const model = await fitted()
    const picture = pictureOf(smallImages(3, 4), 1)
    const mirror = new Uint8Array(size)
    flipInto(picture, 0, { width: 12, height: 12, channels: 1 }, mirror)
    const out = new Float32Array(6)
    await model.predictMany([picture, mirror], out)
    for (let k = 0; k < 3; k++) expect(out[k]).toBeCloseTo(out[3 + k], 5)
  })

  test("explains by parts that sum to the differences of the classes' logits, bias aside", async () => {
    const model = await fitted()
    const [one, other] = [0, 1].map((row) => pictureOf(smallImages(3, 4), row))
    const out = new Float32Array(6)
    await model.predictMany([one, other], out)
    const sumOf = async (picture: Uint8Array, label: number) =>
      (await model.explain(picture, label)).reduce((sum, { weight }) => sum + weight, 0)
    const oddsOf = (row: number) => Math.log(out[3 * row] / out[3 * row + 1])
    // Between two pictures, the bias falls out.
    const explained =
      (await sumOf(one, 0)) - (await sumOf(one, 1)) - (await sumOf(other, 0)) + (await sumOf(other, 1))
    expect(explained).toBeCloseTo(oddsOf(0) - oddsOf(1), 2)
    const boxes = (await model.explain(one, 0)).map(({ box }) => (box ? box.width * box.height : 0))
    expect(boxes.reduce((sum, area) => sum + area, 0)).toBeCloseTo(1)
  })

  test('is hosted with one extractor for all models, and refused where another release is installed', async () => {
    const { bundle } = await trainModel(runOf({ config: config({ families: ['image-transfer'] }) }))
    const hosted = await openBundle(bundle)
    const probabilities = await hosted.predict([pictureOf(smallImages(3, 4), 0)])
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1)
    expect(await openImageExtractor()).toBe(await openImageExtractor())
    provide(6)
    await expect(openBundle(bundle)).rejects.toMatchObject({ code: 'backend_unavailable' })
  })

  test('is skipped with a note where the pretrained net is not installed, and the others go on', async () => {
    providePretrained('mobilenet-v2-140', async () => {
      throw new Error('no such package')
    })
    const { report } = await trainModel(runOf())
    expect(report.chosen).toBe('image-linear')
    expect(report.leaderboard.at(-1)).toMatchObject({
      family: 'image-transfer',
      state: 'skipped',
      note: 'Needs the pretrained net mobilenet-v2-140, which is not installed here.',
    })
  })

  test('goes on after being killed while it looked, and ends with the same model', async () => {
    const whole = await trainModel(runOf())
    const kept = new Map<string, Uint8Array>()
    let saves = 0
    const store = (last: number): CheckpointStore => ({
      load: async (name) => kept.get(name) ?? null,
      async save(name, bytes) {
        kept.set(name, bytes.slice())
        if (++saves === last) throw new Error('killed')
      },
    })
    await expect(trainModel(runOf({ checkpoint: store(4) }))).rejects.toThrow('killed')
    const before = saves
    const resumed = await trainModel(runOf({ checkpoint: store(Number.POSITIVE_INFINITY) }))
    expect(resumed.modelHash).toBe(whole.modelHash)
    expect(saves - before).toBeLessThan(6)
  })

  test('takes part by itself in colour pictures of 48 pixels and more, in others only where named', async () => {
    const familiesOf = async (changes: Partial<TrainModelInput>) =>
      (await trainModel(runOf({ ...changes, config: config() }))).report.leaderboard.map(
        ({ family }) => family,
      )
    expect(await familiesOf({})).not.toContain('image-transfer')
    const large = [1, 2, 3].map((seed) => enlarged(smallImages(30, seed)))
    expect(
      await familiesOf({
        train: large[0],
        validation: large[1],
        test: large[2],
        rowNumbers: { train: rowNumbers(30), validation: rowNumbers(30), test: rowNumbers(30) },
      }),
    ).toContain('image-transfer')
  })
})
