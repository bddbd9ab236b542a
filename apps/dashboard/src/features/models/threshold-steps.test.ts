import type { ThresholdCurve } from '@assay/ml-core/schema'
import { expect, test } from 'vitest'
import {
  cheapestStep,
  costOf,
  figuresOf,
  firstCurve,
  linkedStep,
  linkTo,
  stepOf,
  stepsOf,
} from './threshold-steps.ts'

// Four rows, scored 0.1 and 0.4 (healthy), 0.35 and 0.8 (ill).
const curve: ThresholdCurve = {
  label: 'ill',
  rocAuc: 0.75,
  averagePrecision: 0.8333,
  points: [
    { threshold: 0.8, tp: 1, fp: 0, fn: 1, tn: 2 },
    { threshold: 0.4, tp: 1, fp: 1, fn: 1, tn: 1 },
    { threshold: 0.35, tp: 2, fp: 1, fn: 0, tn: 1 },
    { threshold: 0.1, tp: 2, fp: 2, fn: 0, tn: 0 },
  ],
  operating: [
    {
      rule: 'half',
      threshold: 0.5,
      tp: 1,
      fp: 0,
      fn: 1,
      tn: 2,
      sensitivity: 0.5,
      specificity: 1,
      positivePredictiveValue: 1,
      negativePredictiveValue: 2 / 3,
    },
  ],
}
const steps = stepsOf(curve)

test('stops at every threshold and at the named ones, rising, and ends where the class is never answered', () => {
  expect(steps.map(({ threshold }) => threshold)).toEqual([0.1, 0.35, 0.4, 0.5, 0.8, null])
  expect(steps.at(-1)).toEqual({ threshold: null, tp: 0, fp: 0, fn: 2, tn: 2 })
  expect(steps[stepOf(steps, 0.5)]).toMatchObject({ tp: 1, tn: 2 })
})

test('leaves a figure out where there is nothing to take a share of', () => {
  const none = { threshold: null, tp: 0, fp: 0, fn: 2, tn: 2 }
  expect(figuresOf(none)).toEqual({
    sensitivity: 0,
    specificity: 1,
    precision: null,
    negativePredictiveValue: 0.5,
  })
})

test('finds the cheapest threshold, which moves with what a miss costs', () => {
  const missesMatter = { falsePositive: 1, falseNegative: 10 }
  const alarmsMatter = { falsePositive: 10, falseNegative: 1 }
  expect(steps[cheapestStep(steps, missesMatter)]?.threshold).toBe(0.35)
  expect(steps[cheapestStep(steps, alarmsMatter)]?.threshold).toBe(0.5)
  expect(costOf({ threshold: 0.4, tp: 1, fp: 2, fn: 3, tn: 1 }, missesMatter)).toBe(32)
})

test('begins with the rarer of two classes, or the hardest of more', () => {
  const of = (rocAuc: number | null) => ({ ...curve, rocAuc })
  expect(firstCurve([of(0.9), of(0.9)])).toBe(1)
  const rarer = { ...curve, points: [{ threshold: 0.9, tp: 1, fp: 0, fn: 0, tn: 3 }] }
  expect(firstCurve([rarer, curve])).toBe(0)
  expect(firstCurve([of(0.9), of(null), of(0.7)])).toBe(2)
})

test('finds a stop again by its address, and none by that of another curve', () => {
  for (const [at, step] of steps.entries()) expect(linkedStep(steps, linkTo(step))).toBe(at)
  expect(linkedStep(steps, '0.123')).toBeNull()
  expect(linkedStep(steps, undefined)).toBeNull()
})
