import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { pageRows } from '../page-rows.ts'
import { readExamples } from '../read-examples.ts'
import type { DatasetEdit, DatasetProfile, DatasetRow } from '../schema/index.ts'
import { newFolder, type Ready, removeUploadsAfterwards, uploadReady } from '../testing/upload.ts'
import { makeZip } from '../testing/zip.ts'
import { deriveVersion } from './derive-version.ts'

removeUploadsAfterwards()

const reviews = (rows: number, more: string[] = []) =>
  [
    'text,label',
    ...Array.from(
      { length: rows },
      (_, i) => `I found visit number ${i} very ${i % 2 ? 'good' : 'bad'},${i % 2 ? 'good' : 'bad'}`,
    ),
    ...more,
  ].join('\n')

async function derive(from: { path: string; profile: DatasetProfile }, edits: DatasetEdit[]) {
  const folder = await newFolder()
  const path = join(folder, 'next.parquet')
  return { path, ...(await deriveVersion({ ...from, edits, outputPath: path, scratchDir: folder })) }
}

const allRows = async (version: { path: string; profile: DatasetProfile }): Promise<DatasetRow[]> =>
  (await pageRows({ ...version, offset: 0, limit: 10_000 })).rows

test('an edit leaves the version it was made on as it was, and every row that is left in its split', async () => {
  const first = await uploadReady(reviews(60))
  const before = await allRows(first)
  const next = await derive(first, [{ type: 'drop_rows', rows: [0, 7, 59] }])
  const kept = before.filter(({ row }) => ![0, 7, 59].includes(row))
  expect(await allRows(next)).toEqual(kept.map((row, place) => ({ ...row, row: place })))
  expect(await allRows(first)).toEqual(before)
  expect(next.profile.rows).toBe(57)
  expect(next.profile.classes.map(({ label, count }) => [label, count])).toEqual([
    ['bad', 29],
    ['good', 28],
  ])
  const examples = await readExamples(next)
  expect(examples.train.labels.length + examples.validation.labels.length + examples.test.labels.length).toBe(
    57,
  )
})

test('relabelled and moved rows stand where they stood, with new label and split', async () => {
  const first = await uploadReady(reviews(40))
  const next = await derive(first, [
    {
      type: 'relabel',
      changes: [
        { row: 3, label: 'mixed' },
        { row: 4, label: 'good' },
      ],
    },
    { type: 'move_rows', rows: [3], to: 'train' },
  ])
  const rows = await allRows(next)
  expect(rows[3]).toMatchObject({ row: 3, label: 'mixed', split: 'train' })
  expect(rows[4]?.label).toBe('good')
  expect(next.profile.classes.find(({ label }) => label === 'mixed')?.count).toBe(1)
})

test('renamed labels fall together where the new name is taken, and a dropped one takes its rows along', async () => {
  const first = await uploadReady(
    reviews(40, [
      'so so one here,meh',
      'so so two here,meh',
      'so so three here,meh',
      'x y z,Good',
      'x y zz,Good',
      'x y zzz,Good',
    ]),
  )
  const next = await derive(first, [
    { type: 'rename_label', from: 'Good', to: 'good' },
    { type: 'drop_label', label: 'meh' },
  ])
  expect(next.profile.classes.map(({ label, count }) => [label, count])).toEqual([
    ['good', 23],
    ['bad', 20],
  ])
  expect(next.profile.rows).toBe(43)
})

test('labels of rows that have several are renamed within the set, and dropped from it', async () => {
  const rows = Array.from({ length: 30 }, (_, i) =>
    JSON.stringify({ text: `some words of row ${i}`, labels: i % 3 ? ['a', 'b'] : ['b', 'c'] }),
  )
  const first = await uploadReady(rows.join('\n'), { fileName: 'rows.jsonl' })
  expect(first.profile.multiLabel).toBeDefined()
  const next = await derive(first, [
    { type: 'rename_label', from: 'c', to: 'a' },
    { type: 'drop_label', label: 'b' },
  ])
  expect(next.profile.classes.map(({ label, count }) => [label, count])).toEqual([['a', 30]])
  expect(next.profile.rows).toBe(30)
  expect((await allRows(next))[0]?.labels).toEqual(['a'])
})

test('texts lose markup, invisible characters and runs of white space, and rows of nothing else go', async () => {
  const first = await uploadReady(
    reviews(30, [
      '"<p>Fine&nbsp;&amp;   <b>dandy</b></p>",good',
      '"Cafe\u0301\u200b  au lait",good',
      '"<br/> <hr>",bad',
    ]),
  )
  const next = await derive(first, [{ type: 'clean_text', steps: ['html', 'unicode', 'controls', 'spaces'] }])
  const texts = (await allRows(next)).map(({ values }) => values['text'])
  expect(texts.slice(-2)).toEqual(['Fine & dandy', 'Café au lait'])
  expect(next.profile.rows).toBe(32)
})

test('personal data is redacted where it stands, before anything is written', async () => {
  const first = await uploadReady(
    reviews(30, ['"Mail <b>ada@example.com</b> about 4111 1111 1111 1111",good']),
  )
  const next = await derive(first, [
    { type: 'clean_text', steps: ['html', 'spaces'] },
    { type: 'redact', kinds: ['email', 'card'], mode: 'mask' },
  ])
  const rows = await allRows(next)
  expect(rows.at(-1)?.values['text']).toBe('Mail [EMAIL] about [CARD]')
  expect(rows[0]?.values['text']).toBe('I found visit number 0 very bad')
  expect(JSON.stringify(next.profile)).not.toMatch(/ada@|4111/)
})

test('a column that is left out stays in the file and reaches no classifier', async () => {
  const table = [
    'age,shoe,label',
    ...Array.from({ length: 60 }, (_, i) => `${20 + (i % 17)},${36 + (i % 9)},${i % 2 ? 'yes' : 'no'}`),
  ]
  const first = await uploadReady(table.join('\n'))
  const next = await derive(first, [{ type: 'ignore_columns', columns: ['shoe'] }])
  expect(next.profile.columns.find(({ name }) => name === 'shoe')).toMatchObject({
    role: 'ignored',
    note: 'It was left out on request.',
  })
  const { train } = await readExamples(next)
  expect(train.kind === 'table' && train.columns.map(({ name }) => name)).toEqual(['age'])
  await expect(derive(next, [{ type: 'ignore_columns', columns: ['age'] }])).rejects.toThrow(
    'No column would be left',
  )
})

test('rows that match a filter are kept alone, dropped, or get a label, and a row that is named goes by its name', async () => {
  const first = await uploadReady(reviews(60))
  const before = await allRows(first)
  const isLow = ({ row }: DatasetRow) => row < 10
  const split = await derive(first, [
    { type: 'relabel', changes: [{ row: 3, label: 'good' }] },
    { type: 'relabel_matching', filter: { labels: ['bad'], search: 'number 1' }, label: 'early' },
    { type: 'rename_label', from: 'early', to: 'earliest' },
  ])
  const after = await allRows(split)
  const expected = before.map(({ row, label, values }) => {
    if (row === 3) return 'good'
    return label === 'bad' && String(values['text']).includes('number 1') ? 'earliest' : label
  })
  expect(after.map(({ label }) => label)).toEqual(expected)
  expect(after.map(({ split: name }) => name)).toEqual(before.map(({ split: name }) => name))

  const dropped = await derive(first, [{ type: 'drop_matching', filter: { search: 'number 5' } }])
  expect(dropped.profile.rows).toBe(60 - 11)
  const kept = await derive(first, [
    { type: 'keep_matching', filter: { columns: [{ column: 'text', maxLength: 100 }] } },
    { type: 'drop_matching', filter: { rowNumbers: before.filter(isLow).map(({ row }) => row) } },
  ])
  expect((await allRows(kept)).map(({ values }) => values)).toEqual(
    before.filter((row) => !isLow(row)).map(({ values }) => values),
  )
})

test('a filter that leaves in every row or none, or names what is not there, is refused', async () => {
  const first = await uploadReady(reviews(40))
  await expect(derive(first, [{ type: 'drop_matching', filter: {} }])).rejects.toThrow(
    'The filter matches every row.',
  )
  await expect(derive(first, [{ type: 'drop_matching', filter: { search: 'zebra' } }])).rejects.toThrow(
    'No row matches the filter of the rows to drop.',
  )
  await expect(
    derive(first, [{ type: 'keep_matching', filter: { columns: [{ column: 'size', is: '1' }] } }]),
  ).rejects.toThrow('There is no column "size"')
})

test('pictures keep their pixels', async () => {
  const draw = (shade: number) =>
    sharp(Buffer.alloc(12 * 12 * 3, shade), { raw: { width: 12, height: 12, channels: 3 } })
      .png()
      .toBuffer()
  const members = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => ({
      name: `${i % 2 ? 'light' : 'dark'}/${i}.png`,
      content: await draw(i % 2 ? 200 + i : i),
    })),
  )
  const first = await uploadReady(makeZip(members), { fileName: 'pictures.zip' })
  const gone = (await allRows(first)).filter(({ split }) => split === 'train').slice(0, 2)
  const next = await derive(first, [
    { type: 'drop_rows', rows: gone.map(({ row }) => row) },
    { type: 'rename_label', from: 'dark', to: 'black' },
  ])
  const pictures = (rows: DatasetRow[]) => rows.map(({ picture }) => picture)
  expect(pictures(await allRows(next))).toEqual(
    pictures((await allRows(first)).filter(({ row }) => !gone.some((other) => other.row === row))),
  )
  expect((await readExamples(next)).labels).toEqual(['black', 'light'])
})

test('the same edits on the same version give the same content', async () => {
  const first: Ready = await uploadReady(reviews(40))
  const edits: DatasetEdit[] = [{ type: 'drop_rows', rows: [1, 2] }]
  const [one, two] = [await derive(first, edits), await derive(first, edits)]
  expect(two.sha256).toBe(one.sha256)
  expect(one.sha256).not.toBe(first.sha256)
})

test('an edit of what is not there, or that leaves nothing to learn from, is refused by name', async () => {
  const first = await uploadReady(reviews(20))
  await expect(derive(first, [{ type: 'drop_rows', rows: [20] }])).rejects.toThrow(
    'There is no row 20; the last one is 19.',
  )
  await expect(derive(first, [{ type: 'drop_label', label: 'ugly' }])).rejects.toThrow(
    'No row has the label "ugly".',
  )
  await expect(derive(first, [{ type: 'drop_label', label: 'bad' }])).rejects.toThrow(
    'Only one label would be left',
  )
  const tests = (await allRows(first)).filter(({ split }) => split === 'test').map(({ row }) => row)
  await expect(derive(first, [{ type: 'drop_rows', rows: tests }])).rejects.toThrow(
    'No row would be left in the test split',
  )
})
