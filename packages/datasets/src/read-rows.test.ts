import { beforeAll, describe, expect, it } from 'vitest'
import { pageRows } from './page-rows.ts'
import { readContext } from './read-context.ts'
import { readExamples } from './read-examples.ts'
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
    expect((await page(text, { search })).total).toBe(total)
  })

  it('filters by label and split, alone and with a search', async () => {
    const ones = await page(text, { label: 'one', limit: 100 })
    expect(ones.total).toBe(53)
    expect(ones.rows.every((row) => row.label === 'one')).toBe(true)
    const tested = await page(text, { split: 'test', label: 'one', limit: 100 })
    expect(tested.rows).toHaveLength(tested.total)
    expect(tested.rows.every((row) => row.split === 'test')).toBe(true)
    expect((await page(text, { label: 'one', search: 'sentence number' })).total).toBe(47)
    expect(await page(text, { label: 'unknown' })).toEqual({ rows: [], total: 0 })
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
