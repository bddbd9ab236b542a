import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportCsv } from './export-csv.ts'
import { pageRows } from './page-rows.ts'
import { newFolder, type Ready, removeUploadsAfterwards, uploadReady } from './testing/upload.ts'

removeUploadsAfterwards()

const exported = async ({ path, profile }: Ready): Promise<string> => {
  const outputPath = join(await newFolder(), 'out.csv')
  await exportCsv({ path, profile, outputPath })
  return readFile(outputPath, 'utf8')
}

test('what is exported and uploaded again is the same version, row by row', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `"row ${i}, with ""quotes""\nand 中文 lines of text",${i % 3 ? 'good' : 'bad'}`,
  )
  const first = await uploadReady(['text,label', ...rows].join('\n'))
  const csv = await exported(first)
  expect(csv.split('\n')[0]).toBe('text,label,split')
  const again = await uploadReady(csv, { options: { labelColumn: 'label', ignoredColumns: ['split'] } })
  const read = async ({ path, profile }: Ready) =>
    (await pageRows({ path, profile, offset: 0, limit: 100 })).rows.map(({ label, split, values }) => [
      values['text'],
      label,
      split,
    ])
  expect(await read(again)).toEqual(await read(first))
})

test('several labels, dates and empty cells stand as an upload may have them', async () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({ text: `words of the row ${i}`, labels: i % 2 ? ['a', 'b'] : [] }),
  )
  const csv = await exported(await uploadReady(rows.join('\n'), { fileName: 'rows.jsonl' }))
  expect(csv.split('\n')[2]).toMatch(/^words of the row 1,a\|b,(train|validation|test)$/)
  const table = [
    'day,size,label',
    ...Array.from(
      { length: 40 },
      (_, i) => `2024-05-${10 + (i % 20)},${i % 7 ? i * 1.5 : ''},${i % 2 ? 'x' : 'y'}`,
    ),
  ]
  const lines = (await exported(await uploadReady(table.join('\n')))).split('\n')
  expect(lines[1]).toMatch(/^2024-05-10T00:00:00Z,,y,/)
  expect(lines[2]).toMatch(/^2024-05-11T00:00:00Z,1.5,x,/)
})
