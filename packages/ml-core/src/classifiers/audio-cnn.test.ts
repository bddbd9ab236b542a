import { expect, test } from 'vitest'
import { putSpectrogram } from '../audio/augment-spectrogram.ts'
import { pictureScaleOf, SpectrogramPictures } from '../audio/spectrogram-pictures.ts'
import { openBundle } from '../bundle/open-bundle.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { clipAt } from '../examples.ts'
import { audioLabels, config, rowNumbers, smallClips, tickingClock } from '../fixtures/small-sets.ts'
import { Random } from '../random.ts'
import { trainModel } from '../training/train-model.ts'
import { AudioCnn } from './audio-cnn.ts'
import { AudioCnnModel } from './audio-cnn-model.ts'

const rate = 8000

function tone(hertz: number, samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) => 10_000 * Math.sin((2 * Math.PI * hertz * i) / rate))
}

function drawn(pictures: SpectrogramPictures, samples: Int16Array): Uint8Array {
  const picture = new Uint8Array(pictures.size)
  pictures.draw(pictures.ears.hear(samples), picture, 0)
  return picture
}

test('a picture is wide enough for nearly all clips, and no wider than a net can learn from', () => {
  expect(pictureScaleOf(rate, [20, 40, 60])).toEqual({ rate, width: 20, framesPerColumn: 2 })
  expect(pictureScaleOf(rate, [2000])).toEqual({ rate, width: 64, framesPerColumn: 31.25 })
  expect(pictureScaleOf(rate, [1]).width).toBe(8)
})

test('a high tone stands above a low one, a short sound in the middle, a long one is squeezed into the width', () => {
  const pictures = new SpectrogramPictures({ rate, width: 20, framesPerColumn: 2 })
  const loudest = (picture: Uint8Array) => Math.floor(picture.indexOf(Math.max(...picture)) / 20)
  expect(loudest(drawn(pictures, tone(3000, 2000)))).toBeLessThan(loudest(drawn(pictures, tone(300, 2000))))
  const lit = (picture: Uint8Array) =>
    Array.from({ length: 20 }, (_, x) => picture.some((value, i) => i % 20 === x && value > 100))
  const short = lit(drawn(pictures, tone(300, 1720)))
  expect(short.map(Number).join('')).toBe('00000111111111100000')
  expect(lit(drawn(pictures, tone(300, 80_000))).every(Boolean)).toBe(true)
  expect(drawn(pictures, new Int16Array(0)).every((value) => value === 0)).toBe(true)
})

test('augmentation moves a sound and hides parts of it, never turns it round, and is the same under the same seed', () => {
  const shape = { width: 20, height: 10, channels: 1 } as const
  // Loud at the beginning, in the upper bands.
  const picture = Uint8Array.from({ length: 200 }, (_, i) => (i % 20 < 8 && i < 100 ? 250 : 0))
  const changed = (seed: number) => {
    const out = new Float32Array(200)
    putSpectrogram(picture, 0, shape, { mean: [50], scale: [0.01] }, new Random(seed), out, 0)
    return out
  }
  expect(changed(1)).toEqual(changed(1))
  const seeds = Array.from({ length: 40 }, (_, seed) => seed)
  expect(new Set(seeds.map((seed) => changed(seed).join())).size).toBeGreaterThan(30)
  for (const seed of seeds) {
    const found = changed(seed)
    const loud = [...found.keys()].filter((i) => found[i] > 0)
    const mean = (places: number[]) => places.reduce((sum, place) => sum + place, 0) / places.length
    expect(mean(loud.map((i) => i % 20))).toBeLessThan(9)
    expect(Math.max(...loud)).toBeLessThan(100)
  }
})

test('a hosted convolutional net names the stretches of a sound that speak for its answer', async () => {
  const sets = { train: smallClips(120, 1), validation: smallClips(30, 2), test: smallClips(30, 3) }
  const trained = await trainModel({
    labels: audioLabels,
    ...sets,
    rowNumbers: { train: rowNumbers(120), validation: rowNumbers(30), test: rowNumbers(30) },
    config: config({ families: ['audio-cnn'], epochs: 6 }),
    now: tickingClock(),
  })
  expect(trained.report).toMatchObject({ kind: 'audio', chosen: 'audio-cnn' })
  const model = await openBundle(trained.bundle)
  const clip = clipAt(sets.test, 0)
  const regions = await model.explain(clip)
  expect(Math.max(...regions.map(({ weight }) => weight))).toBeGreaterThan(0)
  for (const { start = -1, end = -1, box } of regions) {
    expect(start).toBeGreaterThanOrEqual(0)
    expect(end).toBeGreaterThan(start)
    expect(end).toBeLessThanOrEqual(clip.length / rate)
    expect((box?.y ?? 2) + (box?.height ?? 2)).toBeLessThanOrEqual(1.0001)
  }
})

test('a net of pictures of another size is refused', async () => {
  const classifier = new AudioCnn({ seed: 1, epochs: 1, batchSize: 32, learningRate: 0.01 })
  await classifier.fit(smallClips(30, 1), { labels: audioLabels, now: tickingClock() })
  const header = { rate, width: 63, framesPerColumn: 2 }
  const files = { ...classifier.save(), 'spectrogram.json': new TextEncoder().encode(JSON.stringify(header)) }
  await expect(AudioCnnModel.load(files)).rejects.toThrow(ArtifactCorrupt)
})
