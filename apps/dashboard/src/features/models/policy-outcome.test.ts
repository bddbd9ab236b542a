import type { DecisionPolicy, TestAnswers } from '@assay/ml-core/schema'
import { expect, test } from 'vitest'
import { outcomeOf } from './policy-outcome.ts'

const labels = ['no', 'yes']
const chances = [0.1, 0.4, 0.45, 0.9]
const steps = chances.flatMap((yes) => [1 - yes, yes]).map((value) => Math.round(value * 65_535))
const answers: TestAnswers = {
  rows: 4,
  actual: [0, 0, 1, 1],
  probabilities: btoa(String.fromCharCode(...steps.flatMap((step) => [step & 255, step >> 8]))),
}
const policy = (choose: DecisionPolicy['choose'], abstainBelow: number | null = null) => ({
  choose,
  abstainBelow,
})

test('without a policy the most probable label is answered to every row', () => {
  expect(outcomeOf(answers, labels, null)).toEqual({
    rows: 4,
    answered: 4,
    right: 3,
    confusion: [
      [2, 0],
      [1, 1],
    ],
  })
})

test('a threshold moves rows from one answer to the other', () => {
  const outcome = outcomeOf(answers, labels, policy({ by: 'thresholds', thresholds: { yes: 0.42 } }))
  expect(outcome).toMatchObject({ answered: 4, right: 4 })
})

test('withheld rows stand in no cell', () => {
  expect(outcomeOf(answers, labels, policy({ by: 'probability' }, 0.7))).toMatchObject({
    answered: 2,
    right: 2,
    confusion: [
      [1, 0],
      [0, 1],
    ],
  })
})

test('costs decide for the cheaper error', () => {
  const costs = [
    [0, 1],
    [10, 0],
  ]
  expect(outcomeOf(answers, labels, policy({ by: 'cost', costs }))?.confusion).toEqual([
    [0, 2],
    [0, 2],
  ])
})

test('answers that are not what they say are not shown', () => {
  expect(outcomeOf(answers, ['a', 'b', 'c'], null)).toBeNull()
})
