import { expect, test } from 'vitest'
import { asCalls } from './traffic.ts'

const rows = Array.from({ length: 593 }, (_, k) => ({ input: `text ${k}`, label: k < 400 ? 'ham' : 'spam' }))

test('sends every row once, beside what is right, in calls of one input and of many', () => {
  const calls = asCalls(rows)
  const sent = calls.flatMap(({ inputs, right }) => inputs.map((input, k) => ({ input, label: right[k] })))
  expect(sent).toHaveLength(rows.length)
  expect(new Set(sent)).toEqual(new Set(rows))
  expect(new Set(calls.map(({ inputs }) => inputs.length)).size).toBeGreaterThan(3)
})

test('mixes the labels that a file has one after the other', () => {
  const first = asCalls(rows).slice(0, 20)
  expect(new Set(first.flatMap(({ right }) => right))).toEqual(new Set(['ham', 'spam']))
})
