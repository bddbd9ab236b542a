import { describe, expect, test } from 'vitest'
import type { Column } from '../examples.ts'
import { tickingClock } from '../fixtures/small-sets.ts'
import { Pacer } from '../pacing.ts'
import { attributeToColumns } from './column-attributions.ts'
import { TableEncoder } from './table-encoder.ts'

function encoded(encoder: TableEncoder, cells: Parameters<TableEncoder['encodeInto']>[0]): number[] {
  const out = new Float32Array(encoder.width)
  encoder.encodeInto(cells, out)
  return [...out]
}

const day = 86_400_000

describe('numbers', () => {
  test('are standardised, missing ones average with an input of their own', () => {
    const encoder = TableEncoder.learn([{ name: 'n', type: 'number', values: [1, 3, null] }])
    expect(encoded(encoder, [3])).toEqual([1, 0])
    expect(encoded(encoder, [null])).toEqual([0, 1])
  })

  test('have no input for missing values where none were missing', () => {
    const encoder = TableEncoder.learn([{ name: 'n', type: 'number', values: [1, 3] }])
    expect(encoded(encoder, [null])).toEqual([0])
  })

  test('far outside what was seen count as at the edge, and constants as nothing', () => {
    const encoder = TableEncoder.learn([
      { name: 'n', type: 'number', values: [1, 3] },
      { name: 'same', type: 'number', values: [4, 4] },
    ])
    expect(encoded(encoder, [1e308, 4])).toEqual([8, 0])
  })
})

describe('categories', () => {
  const values = [...Array(60).fill('a'), ...Array(50).fill('b'), 'c', 'd']

  test('have an input each, most frequent first, rare and unseen ones one together', () => {
    const encoder = TableEncoder.learn([{ name: 'k', type: 'category', values }])
    expect(encoded(encoder, ['a'])).toEqual([1, 0, 0])
    expect(encoded(encoder, ['c'])).toEqual([0, 0, 1])
    expect(encoded(encoder, ['never seen'])).toEqual([0, 0, 1])
  })

  test('are nothing when unseen where none were rare', () => {
    const encoder = TableEncoder.learn([{ name: 'k', type: 'category', values: ['a', 'b', 'a'] }])
    expect(encoded(encoder, ['z'])).toEqual([0, 0])
  })

  test('may be numbers', () => {
    const encoder = TableEncoder.learn([{ name: 'k', type: 'category', values: [1, 2, 1] }])
    expect(encoded(encoder, [1])).toEqual(encoded(encoder, ['1']))
  })
})

test('booleans are minus one and one', () => {
  const encoder = TableEncoder.learn([{ name: 'b', type: 'boolean', values: [true, false, null] }])
  expect([true, false, null].map((cell) => encoded(encoder, [cell]))).toEqual([
    [1, 0],
    [-1, 0],
    [0, 1],
  ])
})

describe('dates', () => {
  test('have the rhythms that they vary in', () => {
    const midnights = Array.from({ length: 400 }, (_, i) => i * day)
    const noons = Array.from({ length: 10 }, (_, i) => i * 7 * day + day / 2)
    const width = (values: number[]) => TableEncoder.learn([{ name: 'd', type: 'date', values }]).width
    expect(width(midnights)).toBe(1 + 4)
    expect(width(noons)).toBe(1 + 2)
  })

  test('before 1970 are dates like others', () => {
    const encoder = TableEncoder.learn([{ name: 'd', type: 'date', values: [-40 * day, 0, 3 * day] }])
    expect(encoded(encoder, [-41 * day]).every(Number.isFinite)).toBe(true)
  })
})

test('a whole table is encoded as its rows are, its columns found by name', async () => {
  const columns: Column[] = [
    { name: 'n', type: 'number', values: [1, 2, null, 5] },
    { name: 'k', type: 'category', values: ['a', 'b', 'a', null] },
  ]
  const encoder = TableEncoder.learn(columns)
  const matrix = await encoder.encodeTable(columns.toReversed(), 4, new Pacer(tickingClock()))
  for (let row = 0; row < 4; row++) {
    const dense = new Array(encoder.width).fill(0)
    for (let t = matrix.offsets[row]; t < matrix.offsets[row + 1]; t++)
      dense[matrix.indices[t]] = matrix.values[t]
    expect(dense).toEqual(encoded(encoder, [columns[0].values[row], columns[1].values[row]]))
  }
})

test('contributions of inputs add up to those of their columns, strongest first', () => {
  const encoder = TableEncoder.learn([
    { name: 'n', type: 'number', values: [1, 3] },
    { name: 'k', type: 'category', values: ['a', 'b', 'a'] },
  ])
  expect(attributeToColumns(encoder, [0.25, -1, 0.5])).toEqual([
    { feature: 'k', weight: -0.5 },
    { feature: 'n', weight: 0.25 },
  ])
})
