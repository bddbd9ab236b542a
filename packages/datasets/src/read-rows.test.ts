import { beforeAll, describe, expect, it } from 'vitest'
import { pageRows } from './page-rows.ts'
import { readContext } from './read-context.ts'
import { readExamples } from './read-examples.ts'
import type { ColumnFilter, RowSort } from './schema/index.ts'
import { type Ready, removeUploadsAfterwards, uploadReady } from './testing/upload.ts'

removeUploadsAfterwards()

const special = [
  '100% sure of it',
  'under_score here',
  "it's a 'quoted' one",
  'Ärger über Größe',
  '中文 句子 在 这里',
  'back\\slash in it',
]
let text: Ready
let table: Ready

beforeAll(async () => {
  const rows = Array.from({ length: 94 }, (_, i) => `plain sentence number ${i},${i % 2 ? 'one' : 'two'}`)
  text = await uploadReady(['text,label', ...special.map((cell) => `${cell},one`), ...rows].join('\n'))
  const cells = Array.from({ length: 60 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)
    return `${i + 1},${i === 5 ? '' : (i * 17) % 11},${i % 2 === 0},${day},${i % 3 ? '北京' : '上海'},${i % 2 ? 'b' : 'a'}`
  })
  table = await uploadReady(['id,n,flag,day,city,label', ...cells].join('\n'))
})

const page = (outcome: Ready, query: Partial<Parameters<typeof pageRows>[0]>) =>
  pageRows({ path: outcome.path, profile: outcome.profile, offset: 0, limit: 10, ...query })

describe('paging through a version', () => {
  it('gives pages in row order with the total, and nothing past the end', async () => {
    const second = await page(text, { offset: 10 })
    expect(second.total).toBe(100)
    expect(second.rows.map((row) => row.row)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    expect((await page(text, { offset: 95 })).rows).toHaveLength(5)
    expect(await page(text, { offset: 100 })).toEqual({ rows: [], total: 100 })
  })

  it.each([
    ['100%', 1],
    ['%', 1],
    ['_', 1],
    ["'quoted'", 1],
    ['ÄRGER ÜBER', 1],
    ['句子', 1],
    ['\\', 1],
    ['number 1', 11],
    ["' or 1=1 --", 0],
  ])('searches %j literally, whatever the case', async (search, total) => {
    expect((await page(text, { filter: { search } })).total).toBe(total)
  })

  it('filters by labels and split, alone and with a search', async () => {
    const ones = await page(text, { filter: { labels: ['one'] }, limit: 100 })
    expect(ones.total).toBe(53)
    expect(ones.rows.every((row) => row.label === 'one')).toBe(true)
    expect((await page(text, { filter: { labels: ['one', 'two'] } })).total).toBe(100)
    const tested = await page(text, { filter: { split: 'test', labels: ['one'] }, limit: 100 })
    expect(tested.rows).toHaveLength(tested.total)
    expect(tested.rows.every((row) => row.split === 'test')).toBe(true)
    expect((await page(text, { filter: { labels: ['one'], search: 'sentence number' } })).total).toBe(47)
    expect(await page(text, { filter: { labels: ['unknown'] } })).toEqual({ rows: [], total: 0 })
    const named = await page(text, { filter: { rowNumbers: [7, 2, 7, 1000] } })
    expect(named.rows.map(({ row }) => row)).toEqual([2, 7])
    expect(named.total).toBe(2)
  })

  it.each<[ColumnFilter, number[]]>([
    [{ column: 'n', missing: true }, [5]],
    [{ column: 'n', from: 10 }, [9, 20, 31, 42, 53]],
    [{ column: 'n', from: 9, below: 10 }, [7, 18, 29, 40, 51]],
    [{ column: 'n', is: '0', to: 0 }, [0, 11, 22, 33, 44, 55]],
    [{ column: 'flag', is: 'true', missing: false }, Array.from({ length: 30 }, (_, i) => 2 * i)],
    [{ column: 'day', is: '2024-01-06' }, [5]],
    [{ column: 'day', from: Date.UTC(2024, 1, 27) }, [57, 58, 59]],
    [{ column: 'city', is: '上海', maxLength: 2 }, Array.from({ length: 20 }, (_, i) => 3 * i)],
    [{ column: 'city', is: "' or 1=1 --" }, []],
    [{ column: 'city', minLength: 3 }, []],
  ])('keeps the rows of which a value is like %j', async (one, rows) => {
    const found = await page(table, { filter: { columns: [one] }, limit: 100 })
    expect(found.rows.map(({ row }) => row)).toEqual(rows)
    expect(found.total).toBe(rows.length)
  })

  it('sorts by any column either way, rows without a value last, equal ones in their order', async () => {
    const sorted = async (sort: RowSort, filter = {}) =>
      (await page(table, { sort, filter, limit: 100 })).rows.map(({ row }) => row)
    const by = (column: string, descending = false): RowSort => ({ column, by: 'value', descending })
    const rising = await sorted(by('n'))
    expect(rising.slice(0, 7)).toEqual([0, 11, 22, 33, 44, 55, 2])
    expect(rising.at(-1)).toBe(5)
    const falling = await sorted(by('n', true))
    expect([falling[0], falling.at(-1)]).toEqual([9, 5])
    expect((await sorted(by('label'), { columns: [{ column: 'id', to: 4 }] })).slice(0, 4)).toEqual([
      0, 2, 1, 3,
    ])
    const second = await page(table, { sort: by('day', true), offset: 58, limit: 10 })
    expect(second.rows.map(({ row }) => row)).toEqual([1, 0])
    const longest = await page(text, {
      sort: { column: 'text', by: 'length', descending: true },
      limit: 1,
    })
    expect(String(longest.rows[0]?.values['text'])).toBe('plain sentence number 10')
  })

  it('names what it cannot filter or sort by', async () => {
    const filtered = (one: ColumnFilter) => page(table, { filter: { columns: [one] } })
    await expect(filtered({ column: 'size', is: '1' })).rejects.toThrow('There is no column "size"')
    await expect(filtered({ column: 'city', from: 1 })).rejects.toThrow('"city" has no numbers or dates')
    await expect(filtered({ column: 'n', minLength: 1 })).rejects.toThrow(
      '"n" has no text to filter by length',
    )
    await expect(filtered({ column: 'label', is: 'a' })).rejects.toThrow('by the label itself')
    await expect(page(table, { sort: { column: '__row', by: 'value', descending: false } })).rejects.toThrow(
      'There is no column "__row" to sort by.',
    )
  })

  it('shows a table’s values in their types, the label apart', async () => {
    const { rows } = await page(table, { offset: 5, limit: 1 })
    expect(rows).toEqual([
      {
        row: 5,
        label: 'b',
        split: expect.any(String),
        values: { id: 6, n: null, flag: false, day: '2024-01-06', city: '北京' },
      },
    ])
  })
})

describe('reading examples', () => {
  it('gives texts with their labels and row numbers, every row in one split', async () => {
    const examples = await readExamples({ path: text.path, profile: text.profile })
    expect(examples.labels).toEqual(['one', 'two'])
    const { train, validation, test } = examples
    const numbers = [train, validation, test].flatMap((split) => [...split.rowNumbers])
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    if (train.kind !== 'text') throw new Error('It is no text')
    const at = train.rowNumbers.findIndex((row) => row > 10)
    const row = train.rowNumbers[at] ?? 0
    expect(train.texts[at]).toBe(`plain sentence number ${row - 6}`)
    expect(examples.labels[train.labels[at] ?? 9]).toBe((row - 6) % 2 ? 'one' : 'two')
  })

  it('gives a table’s feature columns in their types, ignored ones left out', async () => {
    const { train } = await readExamples({ path: table.path, profile: table.profile })
    if (train.kind !== 'table') throw new Error('It is no table')
    expect(train.columns.map(({ name, type }) => [name, type])).toEqual([
      ['n', 'number'],
      ['flag', 'boolean'],
      ['day', 'date'],
      ['city', 'category'],
    ])
    for (const [i, row] of train.rowNumbers.entries()) {
      expect(train.columns.map((column) => column.values[i])).toEqual([
        row === 5 ? null : (row * 17) % 11,
        row % 2 === 0,
        Date.UTC(2024, 0, 1 + row),
        row % 3 ? '北京' : '上海',
      ])
    }
  })

  it('gives what no classifier reads of the test rows, in their order, without identifiers', async () => {
    const regions = Array.from(
      { length: 60 },
      (_, i) => `sentence number ${i} about it,r${i % 3},u${i},${i % 2 ? 'b' : 'a'}`,
    )
    const upload = await uploadReady(['text,region,user,label', ...regions].join('\n'))
    const { test } = await readExamples(upload)
    expect(await readContext(upload)).toEqual([
      { name: 'region', type: 'category', values: Array.from(test.rowNumbers, (row) => `r${row % 3}`) },
    ])
    expect(await readContext(table)).toEqual([])
  })
})
