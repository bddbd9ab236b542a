import { describe, expect, test } from 'vitest'
import {
  config,
  rowNumbers,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import type { Family } from '../schema/index.ts'
import { trainModel } from '../training/train-model.ts'
import { permutationImportance } from './permutation-importance.ts'

const common = {
  rowNumbers: { train: rowNumbers(150), validation: rowNumbers(60), test: rowNumbers(45) },
  now: tickingClock(),
}

describe('the report says what the classifier goes by', () => {
  test.each<Family>(['logistic', 'boosted-trees', 'mlp'])('of columns: %s', async (family) => {
    const { report } = await trainModel({
      ...common,
      labels: tableLabels,
      train: smallTable(150, 1),
      validation: smallTable(60, 2),
      test: smallTable(45, 3),
      config: config({ families: [family] }),
    })
    expect(report.importance).toMatchObject({ method: 'contribution', words: [] })
    const ranked = report.importance?.columns.map(({ name }) => name) ?? []
    // The two that tell the classes apart, before the two that are made up.
    expect(new Set(ranked.slice(0, 2))).toEqual(new Set(['amount', 'colour']))
  })

  test('of words, class by class', async () => {
    const { report } = await trainModel({
      ...common,
      labels: textLabels,
      train: smallTexts(150, 1),
      validation: smallTexts(60, 2),
      test: smallTexts(45, 3),
      config: config({ families: ['sparse-linear'] }),
    })
    const words = report.importance?.words.map(({ top }) => top.slice(0, 3).map(({ word }) => word)) ?? []
    expect(words[0].every((word) => ['refund', 'invoice', 'charged', 'payment', 'card'].includes(word))).toBe(
      true,
    )
    expect(words[2].every((word) => ['password', 'login', 'account', 'locked', 'reset'].includes(word))).toBe(
      true,
    )
  })
})

test('permutation importance is the accuracy that a shuffled column costs', async () => {
  const rows = 400
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 2)
  const told = { name: 'told', type: 'number' as const, values: Array.from(labels) }
  const noise = { name: 'noise', type: 'number' as const, values: Array.from(labels, (_, row) => row) }
  const losses = await permutationImportance(
    { kind: 'table', columns: [told, noise], labels },
    2,
    1,
    async ({ columns }) =>
      Float32Array.from(columns[0].values.flatMap((value) => (value === 1 ? [0, 1] : [1, 0]))),
  )
  expect(losses[0]).toBeCloseTo(0.5, 1)
  expect(losses[1]).toBe(0)
})
