import { expect, test } from 'vitest'
import type { Examples, TableExamples } from '../examples.ts'
import { Random } from '../random.ts'
import { mapExamples } from './map-examples.ts'

const options = { seed: 7, now: () => 0 }

/** Three clouds in ten columns, far apart beside their width. */
const clouds = (rows: number): TableExamples => {
  const random = new Random(1)
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 3)
  const columns = Array.from({ length: 10 }, (_, c) => ({
    name: `c${c}`,
    type: 'number' as const,
    values: Array.from(labels, (label) => (c % 3 === label ? 4 : 0) + random.next()),
  }))
  return { kind: 'table', labels, columns }
}

/** The share of rows whose nearest row in the plane has their label. */
const purity = (places: Float32Array, labels: Int32Array): number => {
  let same = 0
  for (let i = 0; i < labels.length; i++) {
    let [best, nearest] = [Number.POSITIVE_INFINITY, -1]
    for (let j = 0; j < labels.length; j++) {
      const gap = (places[i * 2] - places[j * 2]) ** 2 + (places[i * 2 + 1] - places[j * 2 + 1]) ** 2
      if (j !== i && gap < best) [best, nearest] = [gap, j]
    }
    if (labels[nearest] === labels[i]) same++
  }
  return same / labels.length
}

const mapOf = async (examples: Examples) => {
  const map = await mapExamples(examples, options)
  if (!map) throw new Error('There is no map')
  return map
}

test('rows that are alike lie side by side, and classes that are apart stay apart', async () => {
  const examples = clouds(240)
  const map = await mapOf(examples)
  expect(map.method).toBe('columns')
  expect(purity(map.places, examples.labels)).toBe(1)
  for (const place of map.places) expect(place).toBeGreaterThanOrEqual(0)
  expect(Math.max(...map.places)).toBeCloseTo(1, 5)
  expect(map.neighbours).toHaveLength(240 * map.neighbourCount)
})

test('the same rows give the same map', async () => {
  const [one, other] = [await mapOf(clouds(90)), await mapOf(clouds(90))]
  expect([...other.places]).toEqual([...one.places])
})

test('texts without an encoder are told apart by their words', async () => {
  const topics = [
    'Rechnung Betrag Konto zahlen',
    'Paket Lieferung Bote warten',
    'Passwort Anmelden Fehler Netz',
  ]
  const random = new Random(3)
  const labels = Int32Array.from({ length: 90 }, (_, row) => row % 3)
  const texts = Array.from(labels, (label) => {
    const words = topics[label].split(' ')
    return Array.from({ length: 8 }, () => words[random.below(words.length)]).join(' ')
  })
  const map = await mapOf({ kind: 'text', texts, labels })
  expect(map.method).toBe('words')
  expect(purity(map.places, labels)).toBeGreaterThan(0.95)
})

test('copies of one row are drawn, and too few rows are not', async () => {
  const labels = new Int32Array(30)
  const same = { kind: 'table', labels, columns: [{ name: 'x', type: 'number', values: Array(30).fill(1) }] }
  const map = await mapOf(same as TableExamples)
  expect(map.places.every(Number.isFinite)).toBe(true)
  expect(await mapExamples(clouds(9), options)).toBeNull()
})
