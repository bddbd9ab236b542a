import { expect, test } from 'vitest'
import { pageRows } from '../page-rows.ts'
import type { ColumnFilter } from '../schema/index.ts'
import { removeUploadsAfterwards, uploadReady } from '../testing/upload.ts'
import { chartVersion } from './chart-version.ts'
import { countMatching } from './count-matching.ts'

removeUploadsAfterwards()

const table = () =>
  uploadReady(
    [
      'id,n,day,city,label',
      ...Array.from({ length: 200 }, (_, i) => {
        const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)
        return `${i + 1},${i === 7 ? '' : i === 8 ? 100_000 : (i * 37) % 100},${day},${i % 3 ? 'Bonn' : 'Trier'},${i % 2 ? 'b' : 'a'}`
      }),
    ].join('\n'),
  )

test('every bar of a histogram counts the rows that its filter finds, and all bars together every value', async () => {
  const version = await table()
  const { histograms } = await chartVersion(version)
  expect(histograms.map(({ column, of }) => [column, of])).toEqual([
    ['id', 'number'],
    ['n', 'number'],
    ['day', 'date'],
  ])
  for (const { column, bars } of histograms) {
    for (const { from, below, count } of bars) {
      const filter: ColumnFilter = {
        column,
        ...(from === null ? {} : { from }),
        ...(below === null ? {} : { below }),
      }
      const { total } = await pageRows({ ...version, offset: 0, limit: 1, filter: { columns: [filter] } })
      expect(total, `${column} ${from} ${below}`).toBe(count)
    }
    const missing = column === 'n' ? 1 : 0
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(200 - missing)
  }
  const amounts = histograms.find(({ column }) => column === 'n')?.bars ?? []
  expect(amounts.length).toBeLessThan(40)
  expect(amounts.at(-1)?.below, 'one value far out does not flatten the rest').toBeNull()
})

test('lengths of texts are spread over whole numbers of characters', async () => {
  const rows = Array.from(
    { length: 120 },
    (_, i) => `${'word '.repeat(3 + (i % 40))}${i},${i % 2 ? 'b' : 'a'}`,
  )
  const version = await uploadReady(['text,label', ...rows].join('\n'))
  const [histogram] = (await chartVersion(version)).histograms
  expect(histogram).toMatchObject({ column: 'text', of: 'length' })
  expect(histogram?.bars.every(({ from }) => from === null || Number.isInteger(from))).toBe(true)
  for (const { from, below, count } of histogram?.bars ?? []) {
    const filter: ColumnFilter = {
      column: 'text',
      ...(from === null ? {} : { minLength: from }),
      ...(below === null ? { minLength: from ?? 0 } : { maxLength: below - 1 }),
    }
    expect((await pageRows({ ...version, offset: 0, limit: 1, filter: { columns: [filter] } })).total).toBe(
      count,
    )
  }
})

test('what a filter leaves in is told by class and split', async () => {
  const version = await table()
  const found = await countMatching({ ...version, filter: { columns: [{ column: 'city', is: 'Trier' }] } })
  expect(found.total).toBe(67)
  expect(found.classes).toEqual([
    { label: 'a', count: 34 },
    { label: 'b', count: 33 },
  ])
  expect(found.splits.train + found.splits.validation + found.splits.test).toBe(67)
})
