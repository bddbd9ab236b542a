import { describe, expect, test } from 'vitest'
import type { Column } from '../examples.ts'
import { tickingClock } from '../fixtures/small-sets.ts'
import { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { type BinnedTable, Binner } from './binner.ts'
import { Booster, type BoosterParameters } from './booster.ts'
import { exponential } from './exponential.ts'
import { HistogramBuilder } from './histogram.ts'
import { influentialRows } from './influence.ts'
import { learnCuts } from './learn-cuts.ts'
import { ScoredRows } from './scored-rows.ts'
import { ClassTargets } from './targets.ts'

const parameters: BoosterParameters = {
  mostLeaves: 4,
  leastRows: 1,
  penalty: 0,
  learningRate: 1,
  trimmedShare: 0,
}

async function binned(columns: Column[]): Promise<{ binner: Binner; table: BinnedTable }> {
  const pacer = new Pacer(tickingClock())
  const binner = await Binner.learn(columns, pacer)
  return { binner, table: await binner.binTable(columns, columns[0].values.length, pacer) }
}

/** One tree on two classes; answers with its value for a row of cells. */
async function grownOn(columns: Column[], labels: number[], changes: Partial<BoosterParameters> = {}) {
  const { binner, table } = await binned(columns)
  const booster = new Booster(table, binner, new ClassTargets(Int32Array.from(labels), 2), {
    ...parameters,
    ...changes,
  })
  await booster.iterate(new Pacer(tickingClock()))
  const bins = new Uint8Array(binner.features)
  return (cells: Column['values']) => {
    binner.binInto(cells, bins)
    return booster.forest.treeValue(0, bins, binner.counts)
  }
}

describe('bins', () => {
  test('lie between the values where those are few', () => {
    expect(learnCuts(Float64Array.of(3, 1, 2, 2))).toEqual([1.5, 2.5])
    expect(learnCuts(Float64Array.of(7, 7))).toEqual([])
    const [cut] = learnCuts(Float64Array.of(-1.7e308, 1.7e308))
    expect(Number.isFinite(cut)).toBe(true)
  })

  test('hold about equally many values otherwise, a frequent value alone', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? 5000 : i))
    const cuts = learnCuts(values)
    expect(cuts.length).toBeGreaterThan(200)
    expect(cuts.length).toBeLessThanOrEqual(254)
    const around = cuts.filter((cut) => cut > 4900 && cut < 5100)
    expect(around.some((cut) => cut >= 4999 && cut < 5000)).toBe(true)
    expect(around.some((cut) => cut >= 5000 && cut <= 5001)).toBe(true)
  })

  test('take unseen categories for missing, and leave out what never varies', async () => {
    const { binner } = await binned([
      { name: 'k', type: 'category', values: ['b', 'a', 'b'] },
      { name: 'same', type: 'number', values: [4, 4, 4] },
    ])
    const bins = new Uint8Array(binner.features)
    const of = (cell: string | null) => {
      binner.binInto([cell, 4], bins)
      return [...bins]
    }
    expect([of('b'), of('a'), of('never seen'), of(null)]).toEqual([[0], [1], [2], [2]])
  })

  test('of dates tell the hour and the season as well as the time', async () => {
    const hourMs = 3_600_000
    const values = Array.from({ length: 1000 }, (_, i) => i * 7 * hourMs)
    const { binner } = await binned([{ name: 'd', type: 'date', values }])
    expect(binner.specs.map((spec) => spec.type === 'number' && spec.cycle)).toEqual([
      null,
      'day',
      'week',
      'year',
    ])
  })
})

test('WebAssembly sums up what plain TypeScript does, for any number of features', () => {
  const random = new Random(3)
  for (const features of [1, 2, 3, 7, 8, 15]) {
    const rows = 200
    const flat = Uint8Array.from({ length: rows * features }, () => random.below(6))
    const bins = Array.from({ length: features }, (_, f) => flat.subarray(f * rows, (f + 1) * rows))
    const builder = new HistogramBuilder({ rows, flat, bins }, new Int32Array(features).fill(5), 1)
    const derivatives = Float32Array.from({ length: rows * 2 }, () => random.next() / 4)
    const order = range(rows)
    random.shuffle(order)
    builder.order.set(order)
    const histogram = builder.take()
    builder.gather(derivatives, 20, 170)
    for (let f = 0; f < features; ) f += builder.add(histogram, f, 20, 170)
    const expected = new Float64Array(histogram.length)
    for (let f = 0; f < features; f++)
      for (const row of order.subarray(20, 170)) {
        const slot = builder.offsets[f] + 2 * bins[f][row]
        expected[slot] += derivatives[2 * row]
        expected[slot + 1] += builder.unit + derivatives[2 * row + 1]
      }
    expect(histogram).toEqual(expected)
  }
})

describe('a tree', () => {
  test('cuts a number where the classes part', async () => {
    const value = await grownOn(
      [{ name: 'n', type: 'number', values: [1, 2, 3, 10, 11, 12] }],
      [0, 0, 0, 1, 1, 1],
    )
    expect(value([6.4])).toBe(value([-1e9]))
    expect(value([6.6])).toBe(value([1e9]))
    expect(value([3])).toBeLessThan(0)
    expect(value([10])).toBeGreaterThan(0)
  })

  test('learns the side on which missing values belong', async () => {
    for (const side of [0, 1]) {
      const labels = [0, 0, 0, 1, 1, 1, side, side]
      const value = await grownOn(
        [{ name: 'n', type: 'number', values: [1, 2, 3, 7, 8, 9, null, null] }],
        labels,
        {
          mostLeaves: 2,
        },
      )
      expect(value([null])).toBe(value([side === 0 ? 1 : 9]))
    }
  })

  test('groups categories that no order of theirs would bring together', async () => {
    const categories = ['a', 'b', 'c', 'd', 'e', 'f']
    const values = Array.from({ length: 240 }, (_, row) => categories[row % 6])
    const labels = values.map((value) => (['a', 'c', 'f'].includes(value) ? 1 : 0))
    const value = await grownOn([{ name: 'k', type: 'category', values }], labels, { mostLeaves: 2 })
    expect(categories.map((category) => value([category]) > 0)).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ])
  })

  test('keeps as many rows in every leaf as it has to', async () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8]
    const value = await grownOn([{ name: 'n', type: 'number', values }], [1, 0, 0, 0, 0, 0, 0, 0], {
      leastRows: 3,
    })
    expect(value([1])).toBe(value([3]))
  })

  test('steps as far as Newton’s method says', async () => {
    const value = await grownOn([{ name: 'n', type: 'number', values: [1, 1, 1, 2] }], [0, 0, 1, 1], {
      penalty: 1,
    })
    // p = ½ everywhere: left −(½ + ½ − ½) / (¾ + 1), right ½ / (¼ + 1).
    expect(value([1])).toBeCloseTo(-0.5 / 1.75, 6)
    expect(value([2])).toBeCloseTo(0.5 / 1.25, 6)
  })
})

test('a row of weight 2 grows the same trees as one that stands there twice', async () => {
  const random = new Random(7)
  const values = Array.from({ length: 90 }, () => random.below(20))
  const labels = values.map((value) => (value + random.below(12) > 16 ? 1 : 0))
  const twice = [...values.keys()].flatMap((row) => (labels[row] === 1 ? [row, row] : [row]))
  const grow = async (rows: number[], weights?: Float64Array) => {
    const { binner, table } = await binned([
      { name: 'x', type: 'number', values: rows.map((row) => values[row]) },
    ])
    const targets = new ClassTargets(
      Int32Array.from(rows, (row) => labels[row]),
      2,
      weights,
    )
    const booster = new Booster(table, binner, targets, { ...parameters, learningRate: 0.3 })
    for (let i = 0; i < 8; i++) await booster.iterate(new Pacer(tickingClock()))
    const scored = new ScoredRows(table, targets, booster.base)
    await scored.catchUp(booster.forest, binner.counts, new Pacer(tickingClock()))
    return { loss: booster.trainLoss, scores: new Map(rows.map((row, at) => [row, scored.scores[0][at]])) }
  }
  const weighted = await grow(
    [...values.keys()],
    Float64Array.from(labels, (label) => 1 + label),
  )
  const doubled = await grow(twice)
  expect(weighted.loss).toBeCloseTo(doubled.loss, 5)
  for (const [row, score] of weighted.scores) expect(score).toBeCloseTo(doubled.scores.get(row) ?? 9, 4)
})

test('training scores are those that the finished forest gives', async () => {
  const random = new Random(5)
  const columns: Column[] = [
    {
      name: 'n',
      type: 'number',
      values: Array.from({ length: 400 }, () => (random.below(9) ? random.next() : null)),
    },
    { name: 'k', type: 'category', values: Array.from({ length: 400 }, () => 'abcdefgh'[random.below(8)]) },
  ]
  const labels = Int32Array.from({ length: 400 }, (_, row) =>
    Number(columns[0].values[row]) > 0.5 ? 0 : 'aceg'.includes(String(columns[1].values[row])) ? 1 : 2,
  )
  const targets = new ClassTargets(labels, 3)
  const { binner, table } = await binned(columns)
  for (const trimmedShare of [0, 0.2]) {
    const booster = new Booster(table, binner, targets, {
      ...parameters,
      mostLeaves: 8,
      penalty: 1,
      trimmedShare,
    })
    const before = booster.trainLoss
    for (let i = 0; i < 12; i++) await booster.iterate(new Pacer(tickingClock()))
    const again = new ScoredRows(table, targets, booster.base)
    await again.catchUp(booster.forest, binner.counts, new Pacer(tickingClock()))
    expect(again.meanLoss()).toBe(booster.trainLoss)
    expect(booster.trainLoss).toBeLessThan(before / 5)
    expect(again.accuracy()).toBeGreaterThan(0.97)
  }
})

test('rows that the model is sure of are left out only up to the share of the gradients', () => {
  const gradients = [0.5, -0.5, 0.001, 0.0012, -0.001, 0.25]
  const pairs = Float32Array.from(gradients.flatMap((gradient) => [gradient, 0.1]))
  const kept = new Int32Array(6)
  expect([...kept.subarray(0, influentialRows(pairs, 0.05, kept))]).toEqual([0, 1, 5])
  expect(influentialRows(pairs, 0, kept)).toBe(6)
  expect(influentialRows(new Float32Array(12), 0.05, kept)).toBeLessThanOrEqual(6)
})

test('the quick exponential is as precise as a 32-bit float', () => {
  for (let x = 0; x > -80; x -= 0.0137) expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(2e-7)
  expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0)
})
