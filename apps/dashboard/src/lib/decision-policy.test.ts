import { expect, test } from 'vitest'
import { describePolicy, mostProbable, settled, withoutThreshold, withThreshold } from './decision-policy.ts'

test('thresholds are set and taken back label by label, and none left is no policy', () => {
  const one = withThreshold(null, 'spam', 0.3)
  const both = withThreshold(one, 'news', 0.6)
  expect(both.choose).toEqual({ by: 'thresholds', thresholds: { spam: 0.3, news: 0.6 } })
  expect(withoutThreshold(both, 'news')).toEqual(one)
  expect(withoutThreshold(one, 'spam')).toBeNull()
  expect(withoutThreshold({ ...one, abstainBelow: 0.7 }, 'spam')).toEqual({
    ...mostProbable,
    abstainBelow: 0.7,
  })
})

test('a policy is told in sentences', () => {
  expect(describePolicy({ ...withThreshold(null, 'spam', 0.3), abstainBelow: 0.5 })).toEqual([
    '“spam” is answered at a probability of 30.0% or more.',
    'Answers with a score below 50.0% are withheld.',
  ])
  expect(describePolicy(settled(mostProbable))).toHaveLength(1)
})
