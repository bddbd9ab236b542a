import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deriveVersion } from './edit/derive-version.ts'
import { ingest, pageRows } from './index.ts'
import { ingestOptionsSchema } from './schema/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-datasets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const read = async (csv: string, options: object = {}) => {
  const sourcePath = join(folder, 'upload.csv')
  await writeFile(sourcePath, csv)
  return ingest({
    sourcePath,
    fileName: 'upload.csv',
    outputPath: join(folder, 'version.parquet'),
    unlabelledPath: join(folder, 'unlabelled.jsonl'),
    scratchDir: folder,
    options: ingestOptionsSchema.parse(options),
    now: () => 0,
  })
}
const setAside = async (): Promise<unknown[]> => {
  const text = await readFile(join(folder, 'unlabelled.jsonl'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { input: unknown }).input)
}
const tickets = Array.from(
  { length: 40 },
  (_, i) =>
    `"please help me with the ${i % 2 ? 'invoice' : 'screen'} number ${i}",${i % 2 ? 'billing' : 'technical'}`,
)

test('texts without a label are set aside once each, and the rest is a version', async () => {
  const outcome = await read(
    ['text,label', ...tickets, '"what is this, ""really""?",', '"what is this, ""really""?",', ','].join(
      '\n',
    ),
  )
  expect(outcome).toMatchObject({
    status: 'ready',
    profile: { rows: 40 },
    report: { unlabelled: 1, rowsRefused: 1 },
  })
  expect(await setAside()).toEqual(['what is this, "really"?'])
})

test('rows of a table without a label are set aside as the model will be asked about them', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i * 1.5},${i % 3 ? 'road' : 'air'},${i % 2 ? 'dear' : 'cheap'}`,
  )
  const outcome = await read(['weight,way,label', ...rows, '7.5,air,'].join('\n'))
  expect(outcome).toMatchObject({ status: 'ready', report: { unlabelled: 1 } })
  expect(await setAside()).toEqual([{ weight: 7.5, way: 'air' }])
})

test('a file without labels is asked about, and set aside whole when they are to be made here', async () => {
  const texts = Array.from({ length: 25 }, (_, i) => `"a message that nobody has labelled, number ${i}"`)
  const csv = ['message', ...texts].join('\n')
  expect(await read(csv)).toMatchObject({ status: 'needs_label' })
  expect(await read(csv, { unlabelled: true })).toMatchObject({
    status: 'unlabelled',
    kind: 'text',
    report: { rowsRead: 25, unlabelled: 25, rowsKept: 0 },
  })
  expect((await setAside()).length).toBe(25)
})

test('rows are added to a version with their labels, known texts are not, and every earlier row stays where it was', async () => {
  const outcome = await read(['text,label', ...tickets].join('\n'))
  if (outcome.status !== 'ready') throw new Error(outcome.status)
  const path = join(folder, 'version.parquet')
  const outputPath = join(folder, 'next.parquet')
  const row = (text: string, label: string) => ({ label, split: 'train' as const, values: { text } })
  const derived = await deriveVersion({
    path,
    profile: outcome.profile,
    edits: [
      {
        type: 'add_rows',
        rows: [
          row('a new one', 'billing'),
          row('please help me with the screen number 0', 'billing'),
          row('a third kind', 'other'),
          row('a new one', 'other'),
        ],
      },
    ],
    outputPath,
    scratchDir: folder,
  })
  expect(derived.profile.rows).toBe(42)
  expect(derived.profile.splits.train).toBe(outcome.profile.splits.train + 2)
  expect(derived.profile.classes.find(({ label }) => label === 'other')).toMatchObject({ count: 1, train: 1 })
  const before = await pageRows({ path, profile: outcome.profile, offset: 0, limit: 100 })
  const after = await pageRows({ path: outputPath, profile: derived.profile, offset: 0, limit: 100 })
  expect(after.rows.slice(0, 40)).toEqual(before.rows)
  expect(after.rows.slice(40).map(({ label, values }) => [label, values['text']])).toEqual([
    ['billing', 'a new one'],
    ['other', 'a third kind'],
  ])
})

test.each([
  ['an unknown column', { values: { text: 'x', colour: 'red' } }, 'colour'],
  ['no text', { values: {} }, 'needs text'],
])('a row with %s is refused by name', async (_what, row, message) => {
  const outcome = await read(['text,label', ...tickets].join('\n'))
  if (outcome.status !== 'ready') throw new Error(outcome.status)
  const edits = [{ type: 'add_rows' as const, rows: [{ label: 'billing', split: 'train' as const, ...row }] }]
  await expect(
    deriveVersion({
      path: join(folder, 'version.parquet'),
      profile: outcome.profile,
      // The second row lacks what the type asks for: that is the test.
      edits: edits as Parameters<typeof deriveVersion>[0]['edits'],
      outputPath: join(folder, 'next.parquet'),
      scratchDir: folder,
    }),
  ).rejects.toThrow(message)
})
