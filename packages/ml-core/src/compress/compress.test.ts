import { describe, expect, test } from 'vitest'
import { openBundle } from '../bundle/open-bundle.ts'
import { readBundle } from '../bundle/read-bundle.ts'
import { DatasetUnusable } from '../errors.ts'
import {
  config,
  rowNumbers,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import { Random } from '../random.ts'
import type { CompressionMethod } from '../schema/compression.ts'
import type { Family, TrainingProgress } from '../schema/index.ts'
import { type TrainModelInput, trainModel } from '../training/train-model.ts'
import { decodeFiles, encodeFiles } from './encode-files.ts'
import { fromHalf, largestHalf, toHalf } from './float16.ts'
import { softExamples } from './soft-examples.ts'

const random = new Random(1)

describe('half precision', () => {
  test('keeps every number that it can hold', () => {
    for (let half = 0; half < 0x7c00; half++) {
      expect(toHalf(fromHalf(half))).toBe(half)
      expect(toHalf(-fromHalf(half))).toBe(half | 0x8000)
    }
  })

  test('takes the nearest of two, and of equally near ones the even one', () => {
    expect(fromHalf(toHalf(1 + 1 / 2048))).toBe(1)
    expect(fromHalf(toHalf(1 + 3 / 2048))).toBe(1 + 2 / 1024)
    expect(fromHalf(toHalf(1 + 1.01 / 2048))).toBe(1 + 1 / 1024)
    expect(fromHalf(toHalf(2 ** -25 * 1.01))).toBe(2 ** -24)
    expect(fromHalf(toHalf(largestHalf))).toBe(largestHalf)
    expect(fromHalf(toHalf(65_520))).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('codes for weights', () => {
  const values = Float32Array.from({ length: 1000 }, (_, at) => (at % 3 === 0 ? 0 : random.next() * 6 - 2))
  const files = { 'weights.f32': new Uint8Array(values.buffer), 'model.json': new Uint8Array([1]) }
  const back = (dtype: 'float16' | 'uint8') => {
    const encoded = encodeFiles(files, dtype)
    const decoded = decodeFiles(encoded)
    expect(decoded['model.json']).toBe(files['model.json'])
    return {
      size: encoded.files['weights.f32'].length,
      values: new Float32Array(decoded['weights.f32'].buffer),
    }
  }

  test('of 16 bits take half the bytes and err by less than a part in 2,000', () => {
    const { size, values: found } = back('float16')
    expect(size).toBe(2000)
    values.forEach((value, at) => {
      expect(Math.abs(found[at] - value)).toBeLessThanOrEqual(Math.abs(value) / 2000)
    })
  })

  test('of 8 bits take a quarter, err by half a step at most, and leave nought alone', () => {
    const { size, values: found } = back('uint8')
    expect(size).toBe(1000)
    values.forEach((value, at) => {
      expect(Math.abs(found[at] - value)).toBeLessThanOrEqual(6 / 255)
      if (value === 0) expect(Math.abs(found[at])).toBe(0)
    })
  })

  test('leave alone what half precision cannot hold', () => {
    const large = { 'weights.f32': new Uint8Array(new Float32Array(100).fill(1e6).buffer) }
    expect(encodeFiles(large, 'float16')).toEqual({ files: large, encodings: {} })
  })
})

test('soft examples weigh every class as the teacher and the label do together', () => {
  const train = smallTexts(2, 1)
  const soft = softExamples(train, Float32Array.of(0.9, 0.1, 0, 0.2, 0.8, 0), 3)
  expect([...soft.labels]).toEqual([0, 1, 0, 1])
  expect([...(soft.weights ?? [])].map((weight) => weight.toFixed(2))).toEqual([
    '0.93',
    '0.07',
    '0.14',
    '0.86',
  ])
})

const numbers = { train: rowNumbers(150), validation: rowNumbers(45), test: rowNumbers(45) }
const texts = {
  labels: textLabels,
  train: smallTexts(150, 1),
  validation: smallTexts(45, 2),
  test: smallTexts(45, 3),
  rowNumbers: numbers,
}
const table = {
  labels: tableLabels,
  train: smallTable(150, 1),
  validation: smallTable(45, 2),
  test: smallTable(45, 3),
  rowNumbers: numbers,
}
const sets: Record<string, Data> = { texts, table }
type Data = Pick<TrainModelInput, 'labels' | 'train' | 'validation' | 'test' | 'rowNumbers'>

async function compressed(set: string, family: Family, method: CompressionMethod, keep = 0.25) {
  const data = sets[set]
  const plain = config({ families: [family], epochs: 3 })
  const parent = await trainModel({ ...data, config: plain, now: tickingClock() })
  const compression = { modelVersionId: 'mdv_1', versionNumber: 1, method, keep }
  const seen: TrainingProgress[] = []
  const child = await trainModel({
    ...data,
    config: { ...plain, compression },
    parent: parent.bundle,
    now: tickingClock(),
    onProgress: (progress) => seen.push(progress),
  })
  return { parent, child, seen }
}

describe('making a version smaller', () => {
  test.each([
    ['texts', 'sparse-linear', 'float16'],
    ['texts', 'sparse-linear', 'uint8'],
    ['texts', 'seed-mlp', 'uint8'],
    ['table', 'mlp', 'float16'],
  ] as [string, Family, CompressionMethod][])(
    'stores of %s a %s as %s, in fewer bytes, and answers much the same',
    async (set, family, method) => {
      const { parent, child, seen } = await compressed(set, family, method)
      expect(child.bundle.length).toBeLessThan(parent.bundle.length)
      expect(child.report.test.accuracy).toBeGreaterThan(parent.report.test.accuracy - 0.05)
      const variants = child.report.compression?.variants ?? []
      expect(variants[0]).toMatchObject({ method: 'original', accuracy: parent.report.test.accuracy })
      expect(variants.map((variant) => variant.method)).toContain(method)
      expect(child.manifest.config.compression).toMatchObject({ modelVersionId: 'mdv_1', method })
      expect(seen.at(-1)?.stage).toBe('packing')
      const model = await openBundle(child.bundle)
      const [first] = await model.predict([child.manifest.example])
      expect(first).toBeGreaterThanOrEqual(0)
      model.dispose()
    },
  )

  test('drops the features of a sparse linear model that weigh least', async () => {
    const { parent, child } = await compressed('texts', 'sparse-linear', 'pruned', 0.3)
    const features = (bundle: Uint8Array) => readBundle(bundle).own['features.i32'].length / 4
    expect(features(child.bundle)).toBe(Math.round(features(parent.bundle) * 0.3))
    expect(child.report.test.accuracy).toBeGreaterThan(0.9)
    const shares = child.report.compression?.variants.map(({ keep }) => keep)
    expect(shares).toEqual([undefined, undefined, undefined, 0.5, 0.3, 0.25, 0.1])
  })

  test.each([
    ['texts', 'gru', 'seed-mlp'],
    ['texts', 'sparse-linear', 'seed-mlp'],
    ['table', 'boosted-trees', 'mlp'],
  ] as [string, Family, Family][])('teaches of %s a %s to a small %s', async (set, family, student) => {
    const { child } = await compressed(set, family, 'distilled')
    expect(child.manifest.family).toBe(student)
    expect(child.report.chosen).toBe(student)
    const variants = child.report.compression?.variants ?? []
    expect(variants.at(-1)).toMatchObject({ method: 'distilled', accuracy: child.report.test.accuracy })
    expect(child.report.test.accuracy).toBeGreaterThan(child.report.baseline.accuracy)
  })

  test('gives the same bytes for the same version and settings', async () => {
    const one = await compressed('texts', 'sparse-linear', 'uint8')
    const two = await compressed('texts', 'sparse-linear', 'uint8')
    expect(one.child.modelHash).toBe(two.child.modelHash)
  })

  test('refuses what a family cannot be, and data that are not the version’s own', async () => {
    await expect(compressed('table', 'boosted-trees', 'uint8')).rejects.toThrow(DatasetUnusable)
    await expect(compressed('table', 'logistic', 'pruned')).rejects.toThrow('cannot be pruned')
    const { bundle } = await trainModel({
      ...texts,
      config: config({ families: ['sparse-linear'] }),
      now: tickingClock(),
    })
    const compression = { modelVersionId: 'mdv_1', versionNumber: 1, method: 'uint8' as const, keep: 0.25 }
    const run = trainModel({ ...table, config: config({ compression }), parent: bundle, now: tickingClock() })
    await expect(run).rejects.toThrow('not the data that the version was trained on')
  })
})
