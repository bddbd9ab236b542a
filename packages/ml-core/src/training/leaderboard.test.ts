import { expect, test } from 'vitest'
import { evaluate } from '../metrics/evaluation.ts'
import type { Evaluation } from '../schema/index.ts'
import { Leaderboard } from './leaderboard.ts'

/** Figures over `rows` rows of which `right` are right, each answered with the given confidence. */
function figures(rows: number, right: number, confidence: number): Evaluation {
  const probabilities = new Float32Array(rows * 2)
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 2)
  labels.forEach((label, row) => {
    const answer = row < right ? label : 1 - label
    probabilities[2 * row + answer] = confidence
    probabilities[2 * row + 1 - answer] = 1 - confidence
  })
  return evaluate(probabilities, labels, ['no', 'yes'])
}

function best(rows: number, logistic: Evaluation, trees: Evaluation): string | null {
  const board = new Leaderboard(['majority', 'logistic', 'boosted-trees'])
  board.finish('majority', figures(rows, rows, 1), 0)
  board.finish('logistic', logistic, 0)
  board.finish('boosted-trees', trees, 0)
  return board.best()
}

test('one row more among few does not outweigh a worse log loss', () => {
  expect(best(100, figures(100, 80, 0.8), figures(100, 81, 0.99))).toBe('logistic')
})

test('among many rows the more accurate family is chosen whatever its log loss', () => {
  expect(best(10_000, figures(10_000, 8000, 0.8), figures(10_000, 8100, 0.99))).toBe('boosted-trees')
})

test('the baseline is chosen only where nothing else was finished', () => {
  const board = new Leaderboard(['majority', 'logistic'])
  board.finish('majority', figures(50, 25, 0.5), 0)
  board.fail('logistic', 'No columns.')
  expect(board.best()).toBe('majority')
})
