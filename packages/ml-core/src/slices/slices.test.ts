import { describe, expect, test } from 'vitest'
import type { Column, Examples } from '../examples.ts'
import { wilsonInterval } from '../metrics/proportion.ts'
import { Pacer } from '../pacing.ts'
import { fisherExact, holmAdjusted } from './fisher-exact.ts'
import { measureSlices } from './measure-slices.ts'
import { scriptOf } from './script-of.ts'

const pacer = new Pacer(() => 0)

describe('tests of a difference', () => {
  test('give SciPy’s exact p-values', () => {
    expect(fisherExact(6, 2, 1, 4)).toBeCloseTo(0.10256410256410257, 12)
    expect(fisherExact(8, 2, 1, 5)).toBeCloseTo(0.03496503496503495, 12)
    expect(fisherExact(10, 0, 90, 0)).toBe(1)
  })

  test('are adjusted by Holm’s rule', () => {
    const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    for (const [at, value] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[at]).toBeCloseTo(value, 12)
  })
})

test('gives Wilson’s intervals', () => {
  const { low, high } = wilsonInterval(8, 10)
  expect(low).toBeCloseTo(0.4902, 4)
  expect(high).toBeCloseTo(0.9433, 4)
  expect(wilsonInterval(0, 10)).toMatchObject({ low: 0 })
  expect(wilsonInterval(10, 10)).toMatchObject({ high: 1 })
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
})

test.each([
  ['Lunch at noon?', 'Latin'],
  ['酒店很好，下次再来', 'Han'],
  ['Это работает', 'Cyrillic'],
  ['我用 TypeScript 写代码', 'Mixed'],
  ['12:30 !!!', 'No letters'],
  ['ᎣᏏᏲ', 'Other'],
])('tells the script of “%s”', (text, script) => {
  expect(scriptOf(text)).toBe(script)
})

/** 200 rows of two classes, all answered with 0.9; wrongly where `wrong` says so. */
function answers(wrong: (row: number) => boolean) {
  const labels = Int32Array.from({ length: 200 }, (_, row) => row % 2)
  const probabilities = new Float32Array(400).fill(0.1)
  labels.forEach((label, row) => {
    probabilities[row * 2 + (wrong(row) ? 1 - label : label)] = 0.9
  })
  return { labels, probabilities }
}

describe('slices', () => {
  const region: Column = {
    name: 'region',
    type: 'category',
    values: Array.from({ length: 200 }, (_, row) => (row < 60 ? 'north' : row < 195 ? 'south' : null)),
  }
  const { labels, probabilities } = answers((row) => row < 30)
  const age: Column = { name: 'age', type: 'number', values: Array.from({ length: 200 }, (_, row) => row) }
  const examples: Examples = { kind: 'table', columns: [age], labels }
  const measured = measureSlices({ probabilities, examples, labels: ['no', 'yes'], context: [region] }, pacer)

  test('put the surely worst first, by columns that the classifier does not read too', async () => {
    const slices = await measured
    expect(slices[0]).toMatchObject({
      by: 'age',
      source: 'column',
      value: '≤ 49.75',
      rows: 50,
      accuracy: 0.4,
    })
    const north = slices.find(({ value }) => value === 'north')
    expect(north).toMatchObject({ by: 'region', source: 'context', rows: 60, accuracy: 0.5 })
    expect(north?.outcomes).toEqual([
      { tp: 15, fp: 15, fn: 15 },
      { tp: 15, fp: 15, fn: 15 },
    ])
    expect(north?.ece).toBeCloseTo(0.4, 5)
    expect(north?.adjustedP).toBeLessThan(1e-10)
  })

  test('leave groups of a few rows out', async () => {
    expect((await measured).some(({ value }) => value === '(missing)')).toBe(false)
  })

  test('hold no group to be different where errors fall anywhere', async () => {
    const even = answers((row) => row % 10 === 0)
    const slices = await measureSlices(
      {
        probabilities: even.probabilities,
        examples: { ...examples, labels: even.labels },
        labels: ['no', 'yes'],
        context: [region],
      },
      pacer,
    )
    expect(Math.min(...slices.map(({ adjustedP }) => adjustedP))).toBeGreaterThan(0.5)
  })

  test('are made of texts by length and script, of images by light', async () => {
    const texts = Array.from({ length: 200 }, (_, row) =>
      row < 100 ? '好'.repeat(row + 1) : 'a '.repeat(row),
    )
    const ofTexts = await measureSlices(
      { probabilities, examples: { kind: 'text', texts, labels }, labels: ['no', 'yes'], context: [] },
      pacer,
    )
    expect(new Set(ofTexts.map(({ source }) => source))).toEqual(new Set(['length', 'script']))
    const pixels = Uint8Array.from({ length: 200 * 4 }, (_, at) => at % 256)
    const images: Examples = { kind: 'image', width: 2, height: 2, channels: 1, pixels, labels }
    const ofImages = await measureSlices(
      { probabilities, examples: images, labels: ['no', 'yes'], context: [] },
      pacer,
    )
    expect(ofImages.some(({ source }) => source === 'brightness')).toBe(true)
  })
})
