import { describe, expect, test } from 'vitest'
import { openBundle } from '../bundle/open-bundle.ts'
import { clipAt } from '../examples.ts'
import { audioLabels, config, rowNumbers, smallClips } from '../fixtures/small-sets.ts'
import { FourierFeatures } from '../linear/fourier-features.ts'
import { Random } from '../random.ts'
import { trainModel } from '../training/train-model.ts'
import { ClipFeatures } from './clip-features.ts'
import { encodeWav } from './encode-wav.ts'
import { LogMel } from './log-mel.ts'
import { hertzToMel, MelFilterbank, melToHertz } from './mel-filterbank.ts'
import { PowerSpectrum } from './power-spectrum.ts'

function tone(hertz: number, samples: number, rate = 8000, loudness = 10_000): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) => loudness * Math.sin((2 * Math.PI * hertz * i) / rate))
}

describe('spectra', () => {
  test('are those of the discrete Fourier transform as it is defined', () => {
    const random = new Random(3)
    for (const size of [4, 8, 32, 256]) {
      const frame = Float32Array.from({ length: size }, () => random.next() - 0.5)
      const spectrum = new PowerSpectrum(size)
      const power = new Float32Array(spectrum.bins)
      spectrum.write(frame, power)
      for (let k = 0; k < spectrum.bins; k++) {
        let re = 0
        let im = 0
        frame.forEach((value, i) => {
          re += value * Math.cos((2 * Math.PI * k * i) / size)
          im -= value * Math.sin((2 * Math.PI * k * i) / size)
        })
        expect(power[k]).toBeCloseTo(re * re + im * im, 4)
      }
    }
  })

  test('hold the energy of the frame (Parseval)', () => {
    const frame = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i) + 0.3)
    const spectrum = new PowerSpectrum(64)
    const power = new Float32Array(spectrum.bins)
    spectrum.write(frame, power)
    const energy = frame.reduce((sum, value) => sum + value * value, 0)
    const inner = power.subarray(1, -1).reduce((sum, value) => sum + value, 0)
    expect((power[0] + power[32] + 2 * inner) / 64).toBeCloseTo(energy, 3)
  })
})

describe('mel filters', () => {
  test('lie on the scale that librosa documents', () => {
    expect(hertzToMel(60)).toBeCloseTo(0.9, 10)
    expect([110, 220, 440].map(hertzToMel).map((mel) => Number(mel.toFixed(6)))).toEqual([1.65, 3.3, 6.6])
    expect(hertzToMel(11_025)).toBeCloseTo(49.91059448015905, 10)
    expect([1, 2, 3, 4, 5].map(melToHertz).map((hertz) => Number(hertz.toFixed(3)))).toEqual([
      66.667, 133.333, 200, 266.667, 333.333,
    ])
    expect(melToHertz(hertzToMel(3456))).toBeCloseTo(3456, 8)
  })

  test('have the weights of librosa.filters.mel(sr=22050, n_fft=2048)', () => {
    const bank = new MelFilterbank(22_050, 2048, 128)
    const weights = (band: number, bins: number) =>
      Array.from({ length: bins }, (_, bin) => {
        const power = new Float32Array(1025)
        power[bin] = 1
        const out = new Float32Array(128)
        bank.write(power, out, 0)
        return out[band]
      })
    const first = [
      0, 0.016182853208219942, 0.032365706416439884, 0.028990088037379964, 0.012807234829160026, 0,
    ]
    const second = [
      0, 0, 0, 0.009779235793639925, 0.025962089001859864, 0.035393705451959974, 0.01921085224374004,
      0.003027999035520103, 0,
    ]
    weights(0, 6).forEach((weight, bin) => {
      expect(weight).toBeCloseTo(first[bin], 7)
    })
    weights(1, 9).forEach((weight, bin) => {
      expect(weight).toBeCloseTo(second[bin], 7)
    })
  })
})

describe('log-mel spectrograms', () => {
  const mel = new LogMel(8000)
  const cellsOf = (samples: Int16Array) => {
    const cells = new Float32Array(mel.frames(samples.length) * mel.bands)
    mel.write(samples, cells)
    return cells
  }

  test('have their loudest cell in the band of a tone, whatever its loudness', () => {
    const quiet = cellsOf(tone(1000, 2000, 8000, 200))
    const loud = cellsOf(tone(1000, 2000, 8000, 20_000))
    const band = (cells: Float32Array) =>
      cells.subarray(0, mel.bands).indexOf(Math.max(...cells.subarray(0, mel.bands)))
    expect(band(loud)).toBe(Math.round(hertzToMel(1000) / (hertzToMel(4000) / (mel.bands + 1))) - 1)
    expect(band(quiet)).toBe(band(loud))
    expect(Math.max(...loud)).toBe(1)
    expect(Math.min(...loud)).toBeGreaterThanOrEqual(0)
  })

  test('are all zero for silence, and one frame long for less than a window', () => {
    expect(cellsOf(new Int16Array(4000)).every((cell) => cell === 0)).toBe(true)
    expect(mel.frames(0)).toBe(1)
    expect(mel.frames(200)).toBe(1)
    expect(mel.frames(280)).toBe(2)
    expect(cellsOf(tone(500, 30)).every(Number.isFinite)).toBe(true)
  })
})

test('features fill their place exactly and stay finite, from an empty clip to ten seconds', () => {
  const features = new ClipFeatures(16_000)
  for (const samples of [0, 1, 100, 400, 4000, 160_000]) {
    const out = new Float32Array(features.size + 2).fill(-7)
    features.write(features.hear(tone(440, samples, 16_000)), out, 1)
    expect([out[0], out.at(-1)]).toEqual([-7, -7])
    expect(out.subarray(1, -1).every(Number.isFinite)).toBe(true)
  }
})

test('features do not change with silence before and after the sound, nor much with its loudness', () => {
  const features = new ClipFeatures(8000)
  const of = (samples: Int16Array) => {
    const out = new Float32Array(features.size)
    features.write(features.hear(samples), out, 0)
    return out
  }
  const sound = tone(700, 3200)
  const padded = new Int16Array(8000)
  padded.set(sound, 2400)
  const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]))
  const other = of(tone(1500, 3200))
  expect(distance(of(sound), of(padded))).toBeLessThan(0.35 * distance(of(sound), other))
  expect(distance(of(sound), of(tone(700, 3200, 8000, 2500)))).toBeLessThan(0.1 * distance(of(sound), other))
})

test('products of Fourier features come near the Gaussian kernel that they stand for', () => {
  const random = new Random(5)
  const columns = 60
  const rows = 40
  const values = Float32Array.from({ length: rows * columns }, () => random.next() + random.next() - 1)
  const fourier = FourierFeatures.learn({ rows, columns, values, labels: new Int32Array(rows) }, 1)
  const features = Array.from({ length: rows }, (_, row) => {
    const out = new Float32Array(fourier.size)
    fourier.write(values, row * columns, out, 0)
    return out
  })
  const deviations = Array.from({ length: columns }, (_, j) => {
    const column = Array.from({ length: rows }, (_, row) => values[row * columns + j])
    const mean = column.reduce((sum, value) => sum + value, 0) / rows
    return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows)
  })
  for (let other = 1; other < rows; other++) {
    const product = features[0].reduce((sum, value, j) => sum + value * features[other][j], 0) / 40
    let squared = 0
    for (let j = 0; j < columns; j++)
      squared += ((values[j] - values[other * columns + j]) / deviations[j]) ** 2
    expect(product).toBeCloseTo(Math.exp((-0.4 / columns) * squared), 0.9)
  }
})

test('a WAV file holds the samples that were given', () => {
  const file = Buffer.from(encodeWav(Int16Array.of(1, -2, 300), 8000))
  expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ')
  expect(file.readUInt32LE(24)).toBe(8000)
  expect([44, 46, 48].map((at) => file.readInt16LE(at))).toEqual([1, -2, 300])
  expect(file.readUInt32LE(40)).toBe(file.length - 44)
})

test('a hosted model of sounds names the stretches that speak for its answer, and refuses other inputs', async () => {
  let time = 0
  const sets = { train: smallClips(240, 1), validation: smallClips(60, 2), test: smallClips(60, 3) }
  const trained = await trainModel({
    labels: audioLabels,
    ...sets,
    rowNumbers: { train: rowNumbers(240), validation: rowNumbers(60), test: rowNumbers(60) },
    config: config(),
    now: () => time++,
  })
  expect(trained.report).toMatchObject({ kind: 'audio', chosen: 'audio-linear' })
  expect(trained.report.test.accuracy).toBeGreaterThan(0.9)
  expect(trained.manifest).toMatchObject({ audio: { rate: 8000 }, example: { b64: expect.any(String) } })
  const model = await openBundle(trained.bundle)
  const clip = clipAt(sets.test, 0)
  expect((await model.predict([clip])).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5)
  const regions = await model.explain(clip)
  expect(Math.max(...regions.map(({ weight }) => weight))).toBeGreaterThan(0)
  for (const { start = -1, end = -1, box } of regions) {
    expect(start).toBeGreaterThanOrEqual(0)
    expect(end).toBeGreaterThan(start)
    expect(end).toBeLessThanOrEqual(clip.length / 8000)
    expect((box?.y ?? 2) + (box?.height ?? 2)).toBeLessThanOrEqual(1.0001)
  }
  for (const wrong of ['text', { a: 1 }, new Uint8Array(10), null])
    expect(model.check(wrong)).toMatchObject({ code: 'input_type' })
})
