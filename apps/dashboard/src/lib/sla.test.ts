import { expect, test } from 'vitest'
import { parseBasisPoints, slaCsv } from './sla.ts'

test.each([
  ['99.9', 9_990],
  ['99,95', 9_995],
  [' 100 ', 10_000],
  ['0.01', 1],
  ['100.01', null],
  ['0', null],
  ['99.999', null],
  ['', null],
  ['-1', null],
])('a share of %j percent is %s basis points', (text, points) => {
  expect(parseBasisPoints(text)).toBe(points)
})

test('a month without calls leaves its figures empty in the table for a spreadsheet, and keeps its targets', () => {
  const csv = slaCsv([
    {
      ...{ month: '2026-11', open: true, calls: 0, answered: 0, overloaded: 0, failed: 0, excluded: 2 },
      ...{ availabilityBasisPoints: null, availabilityTarget: 9_990, availability: 'no_calls' },
      ...{ p95Ms: null, p95TargetMs: 100, p95: 'no_calls' },
    },
  ])
  const [head, row] = csv.split('\r\n')
  expect(row).toBe('2026-11,0,0,0,0,2,,9990,no_calls,,100,no_calls')
  expect(head?.split(',')).toHaveLength(12)
})
