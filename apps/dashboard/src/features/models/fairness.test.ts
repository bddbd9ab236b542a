import type { Slice } from '@assay/ml-core/schema'
import { expect, test } from 'vitest'
import { groupsOf, spreadOf } from './fairness.ts'

const slice = (value: string, rows: number, tp: number, fp: number, fn: number): Slice => ({
  by: 'sex',
  source: 'column',
  value,
  rows,
  accuracy: 0.9,
  accuracyInterval: { low: 0.8, high: 1 },
  macroF1: 0.9,
  ece: 0.01,
  adjustedP: 1,
  outcomes: [
    { tp: 0, fp: 0, fn: 0 },
    { tp, fp, fn },
  ],
})

test('gives each group its rates, and the gap between the groups', () => {
  const groups = groupsOf([slice('Female', 100, 10, 5, 10), slice('Male', 200, 60, 20, 20)], 'sex', 1)
  expect(groups[0]).toEqual({
    value: 'Female',
    rows: 100,
    selection: 0.15,
    truePositive: 0.5,
    falsePositive: 5 / 80,
    predictiveValue: 10 / 15,
  })
  expect(spreadOf(groups, 'selection').difference).toBeCloseTo(0.25, 12)
  expect(spreadOf(groups, 'selection').ratio).toBeCloseTo(0.375, 12)
  expect(spreadOf(groups, 'truePositive').ratio).toBeCloseTo(0.5 / 0.75, 12)
})

test('leaves out what a group has no rows for', () => {
  const groups = groupsOf([slice('Female', 10, 0, 0, 0), slice('Male', 20, 5, 5, 5)], 'sex', 1)
  expect(groups[0]).toMatchObject({ truePositive: null, predictiveValue: null })
  expect(spreadOf(groups, 'truePositive')).toEqual({ difference: null, ratio: null })
})
