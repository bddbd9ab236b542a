import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { uploadPreviewSchema } from '../schema/index.ts'
import { makeParquet } from '../testing/parquet.ts'
import { newFolder, removeUploadsAfterwards, reviews } from '../testing/upload.ts'
import { makeZip } from '../testing/zip.ts'
import { previewUpload } from './preview-upload.ts'

removeUploadsAfterwards()

const look = async (content: Buffer | string, fileName: string, isWhole = true) => {
  const scratchDir = await newFolder()
  const partPath = join(scratchDir, 'part')
  await writeFile(partPath, content)
  const preview = await previewUpload({ partPath, fileName, isWhole, scratchDir })
  expect(uploadPreviewSchema.parse(preview)).toEqual(preview)
  return preview
}
const rolesOf = ({ columns }: Awaited<ReturnType<typeof look>>) =>
  columns.map(({ name, role }) => [name, role])
const table = Array.from({ length: 40 }, (_, i) => ({
  text: `a sentence, number ${i}`,
  label: i % 2 ? 'a' : 'b',
}))

test.each<[string, string, string]>([
  ['CSV', 'a.csv', reviews(60)],
  ['TSV', 'a.tsv', reviews(60).replaceAll(',', '\t')],
  ['JSON lines', 'a.jsonl', table.map((row) => JSON.stringify(row)).join('\n')],
  ['a JSON array', 'a.json', JSON.stringify(table)],
  ['fastText lines', 'a.txt', table.map(({ text, label }) => `__label__${label} ${text}`).join('\n')],
])('%s is shown with what each column is for', async (_name, fileName, content) => {
  const whole = await look(content, fileName)
  expect(rolesOf(whole)).toEqual([
    ['text', 'text'],
    ['label', 'label'],
  ])
  expect(whole).toMatchObject({ kind: 'text', question: null, isWhole: true })
  expect(whole.preview).toHaveLength(8)
  // Cut anywhere, the rows before the cut are the same.
  const cut = await look(content.slice(0, content.length - 13), fileName, false)
  expect(rolesOf(cut)).toEqual(rolesOf(whole))
  expect(cut.rows).toBeGreaterThanOrEqual(whole.rows - 2)
  expect(cut.preview).toEqual(whole.preview)
})

test('encoding, delimiter, repairs and refusals of the part are told', async () => {
  const text = reviews(40, ['one;cell;too;many']).replaceAll(',', ';')
  const preview = await look(
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
    'a.csv',
  )
  expect(preview).toMatchObject({ encoding: 'utf-16le', delimiter: ';', refused: 1 })
  expect(preview.refusals).toMatchObject([{ line: 42 }])
  expect(preview.repairs.map(({ message }) => message).join()).toContain('utf-16le')
  const cut = await look(
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le').subarray(0, 1001)]),
    'a.csv',
    false,
  )
  expect(cut.rows).toBeGreaterThan(8)
})

test('a quote that the part leaves open is no error, one in a whole file is', async () => {
  const open = `${reviews(40)}"a long text that goes\non and on`
  expect((await look(open, 'a.csv', false)).rows).toBe(40)
  await expect(look(open, 'a.csv')).rejects.toMatchObject({ code: 'csv_unclosed_quote', line: 42 })
})

test('a doubtful label is asked for with its candidates, several labels with their mark', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i * 3},${i % 2},${i % 3},${i % 4}`)
  const doubt = await look(['size,a,b,c', ...rows].join('\n'), 'a.csv')
  expect(doubt.question).toContain('several could be one')
  expect(doubt.labelCandidates.length).toBeGreaterThan(1)
  const sets = ['x|y', 'x', 'y|z', 'z', 'y', 'x|z']
  const lists = Array.from({ length: 60 }, (_, i) => `this is text number ${i} of them,${sets[i % 6]}`)
  const several = await look(['text,tags', ...lists].join('\n'), 'a.csv')
  expect(several).toMatchObject({ labelFormat: '|', labelCandidates: ['tags'] })
})

test('a file that holds nothing to be read is refused as an upload of it would be', async () => {
  await expect(look('', 'a.csv')).rejects.toMatchObject({ code: 'file_empty' })
  await expect(look('text,label\n', 'a.csv')).rejects.toMatchObject({ code: 'dataset_unusable' })
  await expect(look(Buffer.from('89504e470d0a1a0a0000', 'hex'), 'a.csv')).rejects.toMatchObject({
    code: 'file_not_text',
  })
  await expect(look(makeZip([{ name: '../x.png', content: 'x' }]), 'a.zip')).rejects.toMatchObject({
    code: 'zip_path',
  })
})

test('a whole ZIP is shown by its labels, whole Parquet by its columns', async () => {
  const zip = makeZip([
    ...Array.from({ length: 5 }, (_, i) => ({ name: `cat/${i}.png`, content: `${i}` })),
    { name: 'dog/1.png', content: 'x' },
    { name: 'stray.png', content: 'x' },
  ])
  expect(await look(zip, 'pets.zip')).toMatchObject({
    kind: 'files',
    rows: 7,
    refused: 1,
    classes: [
      { label: 'cat', count: 5 },
      { label: 'dog', count: 1 },
    ],
  })
  const parquet = await makeParquet(
    "select 'row ' || i as text, i % 2 as label, 'train' as split from range(30) t(i)",
  )
  expect(rolesOf(await look(parquet, 'a.parquet'))).toEqual([
    ['text', 'text'],
    ['label', 'label'],
    ['split', 'split'],
  ])
})
