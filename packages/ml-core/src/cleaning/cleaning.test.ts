import { expect, test } from 'vitest'
import {
  imageLabels,
  smallImages,
  smallTable,
  smallTexts,
  tableLabels,
  textLabels,
  tickingClock,
} from '../fixtures/small-sets.ts'
import { findLabelErrors } from './confident-learning.ts'
import { predictOutOfFold } from './out-of-fold.ts'

test('doubts the rows that are likely of another class by the classes’ own standards', () => {
  // Mean probability of class 0 among its rows: (.9 + .8 + .1) / 3 = .6; of class 1: (.7 + .9) / 2 = .8.
  const probabilities = Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.3, 0.7, 0.1, 0.9)
  const errors = findLabelErrors(probabilities, Int32Array.of(0, 0, 0, 1, 1), 2)
  expect(errors).toEqual([{ row: 2, suggested: 1, given: expect.closeTo(0.1), likely: expect.closeTo(0.9) }])
})

test('leaves a row alone that no class is sure about', () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.45, 0.55, 0.1, 0.9)
  expect(findLabelErrors(probabilities, Int32Array.of(0, 0, 1), 2)).toEqual([])
})

test.each([
  ['texts', () => smallTexts(240, 1), textLabels],
  ['tables', () => smallTable(240, 1), tableLabels],
  ['images', () => smallImages(240, 1), imageLabels],
] as const)('finds most swapped labels of %s and few others', async (_, make, labels) => {
  const examples = make()
  const truth = examples.labels.slice()
  const swapped = [5, 40, 77, 120, 199]
  for (const row of swapped) examples.labels[row] = (truth[row] + 1) % labels.length
  const probabilities = await predictOutOfFold(examples, { labels: [...labels], now: tickingClock() })
  const doubted = findLabelErrors(probabilities, examples.labels, labels.length)
  const right = doubted.filter(({ row, suggested }) => swapped.includes(row) && suggested === truth[row])
  expect(right.length).toBeGreaterThanOrEqual(4)
  expect(doubted.length - right.length).toBeLessThanOrEqual(3)
})
