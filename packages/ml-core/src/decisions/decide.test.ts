import { expect, test } from 'vitest'
import { type DecisionPolicy, decisionPolicySchema, policyProblem } from '../schema/index.ts'
import { makeDecide } from './decide.ts'
import { packAnswers } from './pack-answers.ts'
import { readAnswers } from './read-answers.ts'

const labels = ['ham', 'news', 'spam']
const decide = (choose: DecisionPolicy['choose'], ...probabilities: number[]) =>
  labels[makeDecide({ choose, abstainBelow: null }, labels)(Float32Array.from(probabilities)) ?? -1]

test('answers a label from its threshold on, however probable another one without is', () => {
  const choose = { by: 'thresholds' as const, thresholds: { spam: 0.25 } }
  expect(decide(choose, 0.6, 0.1, 0.3)).toBe('spam')
  expect(decide(choose, 0.6, 0.1, 0.25)).toBe('spam')
  expect(decide(choose, 0.2, 0.6, 0.2)).toBe('news')
})

test('takes of several labels that reach their thresholds the one farthest above its own', () => {
  const choose = { by: 'thresholds' as const, thresholds: { ham: 0.4, spam: 0.2 } }
  expect(decide(choose, 0.5, 0.1, 0.4)).toBe('spam')
  expect(decide(choose, 0.7, 0.1, 0.2)).toBe('ham')
})

test('answers nothing where every label misses its threshold', () => {
  const choose = { by: 'thresholds' as const, thresholds: { ham: 0.9, news: 0.9, spam: 0.9 } }
  expect(decide(choose, 0.5, 0.2, 0.3)).toBeUndefined()
})

test('answers what is expected to cost least', () => {
  // A missed spam costs 1, a lost ham 10.
  const costs = [
    [0, 0, 10],
    [0, 0, 10],
    [1, 1, 0],
  ]
  expect(decide({ by: 'cost', costs }, 0.15, 0, 0.85)).toBe('ham')
  expect(decide({ by: 'cost', costs }, 0.05, 0, 0.95)).toBe('spam')
})

test('of two classes a threshold on one decides as the rule of its curve does', () => {
  const two = ['no', 'yes']
  const decideTwo = makeDecide(
    { choose: { by: 'thresholds', thresholds: { yes: 0.3 } }, abstainBelow: null },
    two,
  )
  for (let p = 0; p <= 100; p++)
    expect(decideTwo(Float32Array.of(1 - p / 100, p / 100))).toBe(Math.fround(p / 100) >= 0.3 ? 1 : 0)
})

test('a policy that does not fit the model’s labels says why', () => {
  const policy = (choose: unknown) => decisionPolicySchema.parse({ choose, abstainBelow: 0.5 })
  expect(policyProblem(policy({ by: 'probability' }), labels)).toBeNull()
  expect(policyProblem(policy({ by: 'thresholds', thresholds: { eggs: 0.5 } }), labels)).toContain('"eggs"')
  expect(policyProblem(policy({ by: 'cost', costs: [[0, 1]] }), labels)).toContain('3 rows of 3')
  expect(
    decisionPolicySchema.safeParse({ choose: { by: 'thresholds', thresholds: {} }, abstainBelow: null })
      .success,
  ).toBe(false)
  expect(decisionPolicySchema.safeParse({ choose: { by: 'probability' }, abstainBelow: 1.5 }).success).toBe(
    false,
  )
})

test('a report keeps its answers to within a step, and a sample where there are too many', () => {
  const actual = Int32Array.from({ length: 50 }, (_, row) => row % 3)
  const probabilities = Float32Array.from({ length: 150 }, (_, at) => ((at * 7) % 100) / 100)
  const packed = packAnswers(probabilities, actual, 3, 1)
  const read = readAnswers(packed, 3)
  expect(packed.actual).toEqual(Array.from(actual))
  for (const [at, value] of probabilities.entries()) expect(read?.[at]).toBeCloseTo(value, 4)
  expect(readAnswers(packed, 4)).toBeNull()
  expect(packAnswers(new Float32Array(30_000), new Int32Array(10_000), 3, 1).rows).toBe(6_666)
})
