import { expect, test } from 'vitest'
import { chooseAbstention, measureAbstention } from './abstention.ts'

/** Scores 0.99, 0.98, … of two classes; each tenth answer below 0.8 is wrong. */
function ranked(rows: number, wrong: (at: number) => boolean) {
  const probabilities = new Float32Array(rows * 2)
  const actual = new Int32Array(rows)
  for (let at = 0; at < rows; at++) {
    const score = 1 - (0.49 * (at + 1)) / (rows + 1)
    probabilities[at * 2] = score
    probabilities[at * 2 + 1] = 1 - score
    actual[at] = wrong(at) ? 1 : 0
  }
  return { probabilities, actual }
}

test('withholds as few answers as the wanted error rate allows', () => {
  // No error among the first 500, then every other answer is wrong.
  const { probabilities, actual } = ranked(1000, (at) => at >= 500 && at % 2 === 0)
  const choices = chooseAbstention(probabilities, actual, 2)
  const measured = measureAbstention(probabilities, actual, 2, choices)
  for (const { wanted, answered, wrong } of measured.rules) {
    expect((wrong + 1) / (answered + 1)).toBeLessThanOrEqual(wanted)
    // One error more would be too many.
    expect((wrong + 2) / (answered + 3)).toBeGreaterThan(wanted)
  }
  expect(measured.rules.map(({ wanted }) => wanted)).toEqual([0.005, 0.01, 0.02, 0.05, 0.1])
})

test('promises of few rows no more than they can show', () => {
  const { probabilities, actual } = ranked(60, () => false)
  // (0 + 1) / (60 + 1) is 1.6 %: enough for 2 %, not for 1 %.
  expect(chooseAbstention(probabilities, actual, 2).map(({ wanted }) => wanted)).toEqual([0.02, 0.05, 0.1])
})

test('keeps the error rate on rows that it was not chosen on', () => {
  const chosenOn = ranked(2000, (at) => at > 800 && at % 7 === 0)
  const choices = chooseAbstention(chosenOn.probabilities, chosenOn.actual, 2)
  const other = ranked(1500, (at) => at > 600 && at % 7 === 3)
  for (const rule of measureAbstention(other.probabilities, other.actual, 2, choices).rules)
    expect(rule.errorRate?.low).toBeLessThanOrEqual(rule.wanted)
})

test('draws the risk–coverage curve down to the last row', () => {
  const { probabilities, actual } = ranked(4, (at) => at === 1)
  const { points, aurc, rows } = measureAbstention(probabilities, actual, 2, [])
  expect(rows).toBe(4)
  expect(points.map(({ answered, wrong }) => [answered, wrong])).toEqual([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 1],
  ])
  expect(aurc).toBeCloseTo((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4, 12)
})

test('answers nothing where every score lies below', () => {
  const { probabilities, actual } = ranked(4, () => false)
  const [rule] = measureAbstention(probabilities, actual, 2, [{ wanted: 0.01, threshold: 1.1 }]).rules
  expect(rule).toMatchObject({ answered: 0, wrong: 0, errorRate: null, coverage: { low: 0 } })
})
