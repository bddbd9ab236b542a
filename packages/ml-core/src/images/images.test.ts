import { unzlibSync } from 'fflate'
import { expect, test } from 'vitest'
import { openBundle } from '../bundle/open-bundle.ts'
import { imageSize } from '../examples.ts'
import { config, imageLabels, rowNumbers, smallImages } from '../fixtures/small-sets.ts'
import { trainModel } from '../training/train-model.ts'
import { encodePng } from './encode-png.ts'
import { flipInto, ImageFeatures } from './image-features.ts'

function features(pixels: Uint8Array, shape: ConstructorParameters<typeof ImageFeatures>[0]): Float32Array {
  const described = new ImageFeatures(shape)
  const out = new Float32Array(described.size)
  described.write(pixels, 0, out, 0)
  return out
}

test('features fill their place exactly, for grey and colour, square or not, down to one pixel', () => {
  for (const channels of [1, 3] as const)
    for (const [width, height] of [
      [1, 1],
      [8, 8],
      [13, 40],
      [64, 48],
    ]) {
      const described = new ImageFeatures({ width, height, channels })
      const out = new Float32Array(described.size + 2).fill(-7)
      described.write(new Uint8Array(width * height * channels).fill(90), 0, out, 1)
      expect([out[0], out.at(-1)]).toEqual([-7, -7])
      expect(out.subarray(1, -1).every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
    }
})

test('an even picture has no gradients, and a step in brightness does not change where an edge points', () => {
  const shape = { width: 16, height: 16, channels: 1 } as const
  const step = (low: number, high: number) =>
    Uint8Array.from({ length: 256 }, (_, i) => (i % 16 < 8 ? low : high))
  const even = features(step(100, 100), shape)
  const edges = features(step(10, 200), shape)
  const darker = features(step(5, 100), shape)
  const gradients = even.length - 256 - 128
  expect(Math.max(...even.subarray(0, gradients))).toBe(0)
  for (let i = 0; i < gradients; i++) expect(darker[i]).toBeCloseTo(edges[i], 3)
})

test('a picture seen twice in a mirror is itself again', () => {
  const shape = { width: 5, height: 3, channels: 3 } as const
  const pixels = Uint8Array.from({ length: 45 }, (_, i) => i)
  const [once, twice] = [new Uint8Array(45), new Uint8Array(45)]
  flipInto(pixels, 0, shape, once)
  flipInto(once, 0, shape, twice)
  expect(Array.from(once.subarray(0, 3))).toEqual([12, 13, 14])
  expect(twice).toEqual(pixels)
})

test('a PNG file holds the pixels that were given', () => {
  const pixels = Uint8Array.of(0, 50, 100, 150, 200, 250)
  const file = encodePng(pixels, { width: 2, height: 1, channels: 3 })
  expect(Buffer.from(file.subarray(1, 4)).toString()).toBe('PNG')
  const start = Buffer.from(file).indexOf('IDAT')
  const length = new DataView(file.buffer).getUint32(start - 4)
  expect(Array.from(unzlibSync(file.subarray(start + 4, start + 4 + length)))).toEqual([0, ...pixels])
  expect(Buffer.from(file).subarray(-8).toString('hex')).toBe('49454e44ae426082')
})

test('a hosted image model names the regions that speak for its answer, and refuses other sizes', async () => {
  let time = 0
  const sets = { train: smallImages(240, 1), validation: smallImages(60, 2), test: smallImages(60, 3) }
  const trained = await trainModel({
    labels: imageLabels,
    ...sets,
    rowNumbers: { train: rowNumbers(240), validation: rowNumbers(60), test: rowNumbers(60) },
    config: config(),
    now: () => time++,
  })
  expect(trained.report).toMatchObject({ kind: 'image', chosen: 'image-linear' })
  expect(trained.report.test.accuracy).toBeGreaterThan(0.9)
  expect(trained.manifest).toMatchObject({ image: { width: 12, height: 12, channels: 1 } })
  const model = await openBundle(trained.bundle)
  const size = imageSize(sets.test)
  const picture = sets.test.pixels.slice(0, size)
  expect((await model.predict([picture])).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5)
  const regions = await model.explain(picture)
  expect(regions.length).toBeGreaterThanOrEqual(36)
  expect(Math.max(...regions.map(({ weight }) => weight))).toBeGreaterThan(0)
  const area = regions.reduce((sum, { box }) => sum + (box?.width ?? 0) * (box?.height ?? 0), 0)
  expect(area).toBeCloseTo(1, 6)
  for (const wrong of ['text', { a: 1 }, new Uint8Array(size - 1), null])
    expect(model.check(wrong)).toMatchObject({ code: 'input_type' })
})
