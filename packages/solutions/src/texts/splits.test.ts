import { expect, test } from 'vitest'
import { openRandom } from '../random.ts'
import { divide, splits } from './splits.ts'

const phrases = Array.from({ length: 12 }, (_, k) => `phrase ${k}`)

test('gives every phrase to one split, most of them to the training', () => {
  const divided = divide(openRandom(1), phrases)
  expect(splits.flatMap((split) => divided[split]).toSorted()).toEqual(phrases.toSorted())
  expect(divided.train.length).toBeGreaterThan(divided.test.length + divided.validation.length)
})

test('leaves no split without a phrase, however few there are', () => {
  const divided = divide(openRandom(1), phrases.slice(0, 3))
  for (const split of splits) expect(divided[split]).toHaveLength(1)
})
