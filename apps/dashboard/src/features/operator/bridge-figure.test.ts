import { expect, it } from 'vitest'
import { bridgeRows } from './bridge-figure.tsx'

it('stands each movement on what came before it, and ends where the month ended', () => {
  const rows = bridgeRows(
    {
      month: '2026-11',
      startMinor: '10000',
      newMinor: '5000',
      reactivationMinor: '0',
      expansionMinor: '2000',
      contractionMinor: '-1000',
      churnMinor: '-3000',
      endMinor: '13000',
    },
    2,
  )
  expect(rows.map(({ step, base, level, up, down }) => [step, base, level ?? up ?? down])).toEqual([
    ['Start', 0, 100],
    ['New', 100, 50],
    ['Reactivation', 150, 0],
    ['Expansion', 150, 20],
    ['Contraction', 160, 10],
    ['Churn', 130, 30],
    ['End', 0, 130],
  ])
})
