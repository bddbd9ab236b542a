import { describe, expect, test } from 'vitest'
import type { AudioExamples, ImageExamples, TableExamples, TextExamples } from '../examples.ts'
import { Random } from '../random.ts'
import { type DriftReference, driftReferenceSchema, driftSettingsSchema } from '../schema/index.ts'
import { makeReference } from './make-reference.ts'
import {
  distanceByChance,
  kolmogorovSmirnov,
  measureDrift,
  populationStability,
  stabilityByChance,
} from './measure.ts'
import { DriftSketcher } from './sketch.ts'

const settings = driftSettingsSchema.parse({})
const labels = ['ham', 'spam']
const loud = (reference: DriftReference, sketcher: DriftSketcher): string[] =>
  measureDrift(reference, sketcher.sketch, settings)
    .signals.filter(({ value, threshold }) => value > threshold)
    .map(({ kind, feature }) => `${kind} ${feature ?? ''}`.trim())

test('the index and the distance are those of the formulas', () => {
  // (0.5 − 0.25) ln 2 + (0.5 − 0.75) ln (2/3), with so many rows that the half rows weigh nothing.
  expect(populationStability([1e9, 3e9], [2e9, 2e9])).toBeCloseTo(0.27465, 4)
  expect(populationStability([10, 20], [10, 20])).toBe(0)
  expect(kolmogorovSmirnov([1, 1, 2], [2, 1, 1])).toBeCloseTo(0.25)
  // The 0.9999 quantile of χ² with 9 degrees of freedom is 33.72.
  expect(stabilityByChance(10, 1, 1) / 2).toBeCloseTo(33.72, 0)
  expect(distanceByChance(100, 100)).toBeCloseTo(0.3147, 3)
})

const source = new Random(7)
const random = () => source.next()
const words = 'please find the report for our meeting of monday attached thanks and regards team'.split(' ')
const letter = (vocabulary: string[]) =>
  Array.from({ length: 12 }, () => vocabulary[Math.floor(random() * vocabulary.length)]).join(' ')
const texts = (count: number): TextExamples => ({
  kind: 'text',
  texts: Array.from({ length: count }, () => letter(words)),
  labels: Int32Array.from({ length: count }, (_, row) => row % 2),
})

describe('texts', () => {
  const reference = makeReference({ train: texts(600), test: texts(200), report: { labels } })

  test('of the same source raise nothing, however few or many', () => {
    for (const rows of [60, 2_000]) {
      const sketcher = new DriftSketcher(reference)
      for (let row = 0; row < rows; row++)
        sketcher.add(letter(words), { labels: [labels[row % 2] ?? ''], score: 0.9 })
      expect(loud(reference, sketcher)).toEqual([])
    }
  })

  test('of another script and other words are new, and one answer alone is another distribution', () => {
    const sketcher = new DriftSketcher(reference)
    for (let row = 0; row < 300; row++)
      sketcher.add('срочно позвоните нам сегодня', { labels: ['spam'], score: 0.9 })
    expect(loud(reference, sketcher).sort()).toEqual([
      'answers',
      'ks length',
      'novelty new words',
      'outside length',
      'outside script',
      'psi length',
      'psi script',
    ])
  })

  test('cannot be read out of what is kept of them', () => {
    const kept = JSON.stringify(driftReferenceSchema.parse(reference))
    for (const word of words.filter(({ length }) => length > 5)) expect(kept).not.toContain(word)
  })
})

describe('table rows', () => {
  const row = (shift = 0) => ({
    age: random() < 0.1 ? null : 30 + 10 * (random() + random()) + shift,
    city: random() < 0.7 ? 'Rome' : 'Oslo',
    late: random() < 0.5,
  })
  const rows = Array.from({ length: 1_000 }, () => row())
  const train: TableExamples = {
    kind: 'table',
    columns: [
      { name: 'age', type: 'number', values: rows.map(({ age }) => age) },
      { name: 'city', type: 'category', values: rows.map(({ city }) => city) },
      { name: 'late', type: 'boolean', values: rows.map(({ late }) => late) },
    ],
    labels: Int32Array.from(rows, (_, at) => at % 2),
  }
  const reference = makeReference({ train, test: train, report: { labels } })
  const sketch = (make: () => Record<string, string | number | boolean | null>) => {
    const sketcher = new DriftSketcher(reference)
    for (let at = 0; at < 600; at++) sketcher.add(make(), { labels: [labels[at % 2] ?? ''], score: 0.8 })
    return loud(reference, sketcher)
  }

  test('are told apart by range, by missing cells and by unknown values, and by nothing where nothing changed', () => {
    expect(sketch(() => row())).toEqual([])
    expect(sketch(() => row(8))).toEqual(['outside age', 'psi age', 'ks age'])
    expect(sketch(() => ({ ...row(), age: null }))).toEqual(['missing age'])
    expect(sketch(() => ({ ...row(), city: 'Lima' }))).toEqual(['outside city', 'psi city'])
  })
})

test('pictures are told apart by their light and blur, sounds by length and loudness', () => {
  const picture = (light: number, noise = 60) =>
    Uint8Array.from({ length: 8 * 8 * 3 }, () => Math.min(255, light + 20 * random() + noise * random()))
  const clip = (seconds: number, loudness: number) =>
    Int16Array.from({ length: seconds * 100 }, () => (random() - 0.5) * loudness)
  const rows = 300
  const labelled = { labels: Int32Array.from({ length: rows }, (_, row) => row % 2) }
  const light = () => 60 + 40 * random()
  const pixels = new Uint8Array(rows * 8 * 8 * 3)
  for (let row = 0; row < rows; row++) pixels.set(picture(light()), row * 8 * 8 * 3)
  const images: ImageExamples = { kind: 'image', width: 8, height: 8, channels: 3, pixels, ...labelled }
  const length = () => 1 + Math.floor(3 * random())
  const clips = Array.from({ length: rows }, () => clip(length(), 8_000))
  const offsets = new Int32Array(rows + 1)
  clips.forEach((one, row) => {
    offsets[row + 1] = (offsets[row] ?? 0) + one.length
  })
  const samples = new Int16Array(offsets[rows] ?? 0)
  clips.forEach((one, row) => {
    samples.set(one, offsets[row])
  })
  const sounds: AudioExamples = { kind: 'audio', rate: 100, samples, offsets, ...labelled }

  const heard = (train: ImageExamples | AudioExamples, make: () => Uint8Array | Int16Array) => {
    const reference = makeReference({ train, test: train, report: { labels } })
    const sketcher = new DriftSketcher(reference)
    for (let row = 0; row < rows; row++)
      sketcher.add(make(), { labels: [labels[row % 2] ?? ''], score: 0.9 }, { channels: 3, rate: 100 })
    return loud(reference, sketcher).filter((one) => one.startsWith('psi'))
  }
  expect(heard(images, () => picture(light()))).toEqual([])
  expect(heard(images, () => picture(light() + 60))).toContain('psi brightness')
  expect(heard(images, () => picture(light() + 30, 0))).toContain('psi detail')
  expect(heard(sounds, () => clip(length(), 8_000))).toEqual([])
  expect(heard(sounds, () => clip(9, 8_000))).toContain('psi seconds')
  expect(heard(sounds, () => clip(length(), 800))).toContain('psi loudness')
})
