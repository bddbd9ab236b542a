import { expect, it } from 'vitest'
import { figureCsv } from './figure-csv.ts'

it('writes a line per point and a column per series, unrounded, with gaps left empty', () => {
  const csv = figureCsv({
    data: [
      { day: '2026-11-01', calls: 0.1 + 0.2, errors: null },
      { day: '2026-11-02', calls: 3, errors: 1 },
    ],
    x: 'day',
    xName: 'Day',
    series: [
      { key: 'calls', name: 'Calls, all' },
      { key: 'errors', name: 'Errors' },
    ],
  })
  expect(csv).toBe('Day,"Calls, all",Errors\r\n2026-11-01,0.30000000000000004,\r\n2026-11-02,3,1\r\n')
})

it('hands no formula to a spreadsheet', () => {
  const csv = figureCsv({
    data: [{ x: '=1+1', y: -1 }],
    x: 'x',
    xName: '@x',
    series: [{ key: 'y', name: '"y"' }],
  })
  expect(csv).toBe(`'@x,"""y"""\r\n'=1+1,-1\r\n`)
})
