import { describe, expect, test } from 'vitest'
import { expectedCalibrationError } from '../metrics/calibration.ts'
import { reliability } from '../metrics/evaluation.ts'
import { mostProbable } from '../metrics/probability.ts'
import { Random } from '../random.ts'
import { calibrate, calibratorFiles, readCalibrator } from './calibrator.ts'
import { chooseCalibrator } from './choose-calibrator.ts'
import { fitIsotonic, valueAt } from './isotonic.ts'

/** Rows whose class 1 has the chance `truth(stated)` where `stated` is what a classifier says. */
function answers(rows: number, truth: (stated: number) => number, seed = 1) {
  const random = new Random(seed)
  const probabilities = new Float32Array(rows * 2)
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const stated = random.next()
    probabilities[row * 2] = 1 - stated
    probabilities[row * 2 + 1] = stated
    labels[row] = random.next() < truth(stated) ? 1 : 0
  }
  return { probabilities, labels }
}

const options = { classes: 2, seed: 42, curves: true }
const ece = (probabilities: Float32Array, labels: Int32Array, classes = 2) =>
  expectedCalibrationError(reliability(probabilities, labels, classes))

describe('isotonic regression', () => {
  test('pools what falls, and rises between the pools', () => {
    const { x, y } = fitIsotonic([0.1, 0.2, 0.3, 0.4], [0, 1, 0, 1])
    for (let at = 1; at < y.length; at++) expect(y[at]).toBeGreaterThanOrEqual(y[at - 1])
    expect(x).toEqual([...x].sort((a, b) => a - b))
    // 0.2 and 0.3 are one pool of a half.
    expect(valueAt({ x, y }, 0.25)).toBeCloseTo(0.5, 12)
  })

  test('never says that something is certain or cannot be', () => {
    const { x, y } = fitIsotonic([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])
    expect(valueAt({ x, y }, 0)).toBeGreaterThan(0)
    expect(valueAt({ x, y }, 1)).toBeLessThan(1)
  })

  test('agrees with scikit-learn’s pools where the ends are pooled anyway', () => {
    // sklearn.isotonic.isotonic_regression([5, 3, 1, 2, 8, 10, 7, 9, 6, 4]) is [2.75 × 4, 7.33 × 6].
    const values = [5, 3, 1, 2, 8, 10, 7, 9, 6, 4].map((value) => value / 10)
    const { y } = fitIsotonic(
      values.map((_, at) => at),
      values,
    )
    expect(y).toHaveLength(2)
    expect(y[0]).toBeCloseTo((1.1 + 0.5) / 4.5, 12)
    expect(y[1]).toBeCloseTo(4.4 / 6.5, 12)
  })
})

describe('the choice of a calibrator', () => {
  test('leaves alone what is calibrated, and the answers of few rows', () => {
    const { probabilities, labels } = answers(2000, (stated) => stated)
    const { calibrator } = chooseCalibrator(probabilities, labels, options)
    const changed = probabilities.slice()
    if (calibrator !== null) calibrate(calibrator, changed, 2)
    expect(Math.max(...changed.map((value, at) => Math.abs(value - probabilities[at])))).toBeLessThan(0.05)
    const few = answers(30, (stated) => 1 - stated)
    expect(chooseCalibrator(few.probabilities, few.labels, options).calibrator).toBeNull()
  })

  test('takes a temperature where confidence is too high or too low', () => {
    const sharper = (stated: number) => stated ** 3 / (stated ** 3 + (1 - stated) ** 3)
    const { probabilities, labels } = answers(3000, sharper)
    const { calibrator, logLoss } = chooseCalibrator(probabilities, labels, options)
    expect(calibrator).toMatchObject({ method: 'temperature' })
    if (calibrator?.method === 'temperature') expect(calibrator.inverseTemperature).toBeCloseTo(3, 0)
    expect(logLoss.temperature).toBeLessThan(logLoss.none ?? 0)
  })

  test('takes curves where one number cannot mend it, and they mend unseen rows', () => {
    const crooked = (stated: number) => 0.05 + 0.3 * stated
    const { probabilities, labels } = answers(3000, crooked)
    const { calibrator } = chooseCalibrator(probabilities, labels, options)
    expect(calibrator?.method).toBe('isotonic')
    const other = answers(3000, crooked, 2)
    const before = ece(other.probabilities, other.labels)
    if (calibrator) calibrate(calibrator, other.probabilities, 2)
    expect(ece(other.probabilities, other.labels)).toBeLessThan(Math.min(0.03, before / 3))
  })

  test('changes no answer where curves are ruled out', () => {
    const { probabilities, labels } = answers(1000, (stated) => 0.3 * stated)
    const { calibrator } = chooseCalibrator(probabilities, labels, { ...options, curves: false })
    const changed = probabilities.slice()
    if (calibrator) calibrate(calibrator, changed, 2)
    expect(mostProbable(changed, 2)).toEqual(mostProbable(probabilities, 2))
  })

  test('mends many classes one against the rest, and every row still sums to 1', () => {
    const random = new Random(3)
    const rows = 3000
    const labels = Int32Array.from({ length: rows }, () => random.below(3))
    const probabilities = new Float32Array(rows * 3)
    labels.forEach((label, row) => {
      // Class 2 is claimed far too often with great confidence.
      const claimed = random.next() < 0.5 ? label : random.next() < 0.8 ? 2 : random.below(3)
      for (let k = 0; k < 3; k++) probabilities[row * 3 + k] = k === claimed ? 0.9 : 0.05
    })
    const before = ece(probabilities, labels, 3)
    const { calibrator } = chooseCalibrator(probabilities, labels, { ...options, classes: 3 })
    if (calibrator) calibrate(calibrator, probabilities, 3)
    expect(ece(probabilities, labels, 3)).toBeLessThan(before / 3)
    for (let row = 0; row < rows; row++) {
      const [a, b, c] = probabilities.subarray(row * 3, row * 3 + 3)
      expect(a + b + c).toBeCloseTo(1, 5)
    }
  })
})

test('a calibrator comes back from a bundle as it went in, and may be missing', () => {
  const calibrator = { method: 'isotonic' as const, curves: [{ x: [0.25, 0.75], y: [0.125, 0.5] }] }
  expect(readCalibrator(calibratorFiles(calibrator))).toEqual(calibrator)
  expect(readCalibrator(calibratorFiles(null))).toBeNull()
})
