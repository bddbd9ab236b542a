import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { quoteText } from '../duck.ts'
import { pageRows } from '../page-rows.ts'
import { withReader } from '../reader.ts'
import type { IngestOptions } from '../schema/index.ts'
import { newFolder, removeUploadsAfterwards, uploadReady, uploadRefused } from '../testing/upload.ts'

removeUploadsAfterwards()

const pseudonymKey = new Uint8Array(32).fill(3)
const secrets = ['zed.marker', 'Marker Street', '4111 1111 1111 1111', 'note-marker', 'mark-er-id']
const rows = Array.from({ length: 400 }, (_, i) => ({
  text: `Please, visit number ${i} was ${i % 2 ? 'good' : 'bad'}; write to zed.marker${i % 7}@example.com or charge 4111 1111 1111 1111`,
  address: `${i} Marker Street`,
  customer: `mark-er-id-${i % 9}`,
  internal: `note-marker ${i}`,
  label: i % 2 ? 'good' : 'bad',
}))
const options: Partial<IngestOptions> = {
  labelColumn: 'label',
  kind: 'text',
  textColumn: 'text',
  columns: {
    text: { privacy: 'redact_found' },
    Address: { privacy: 'redact' },
    customer: { privacy: 'hash' },
    internal: { privacy: 'drop' },
  },
}
const cell = (value: string) => `"${value.replaceAll('"', '""')}"`
const csv = `text,address,customer,internal,label\n${rows.map((row) => Object.values(row).map(cell).join(',')).join('\n')}\n`

async function parquet(): Promise<Buffer> {
  const path = join(await newFolder(), 'rows.parquet')
  const values = rows.map((row) => `(${Object.values(row).map(quoteText).join(', ')})`)
  await withReader((session) =>
    session.run(
      `copy (select * from (values ${values.join(', ')}) t(text, address, customer, internal, label)) to ${quoteText(path)} (format parquet)`,
    ),
  )
  return readFileSync(path)
}

/** The secrets that stand in any file below a folder, but for the upload itself. */
function secretsBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !path.endsWith('/source') && statSync(path).isFile())
  const all = files.map((path) => readFileSync(path).toString('latin1')).join('\n')
  return secrets.filter((secret) => all.includes(secret))
}

/** Ingests, and looks into every file that lies on the disk at each step. */
async function ingestWatched(content: string | Buffer, fileName: string, own: Partial<IngestOptions>) {
  const folder = await newFolder()
  const seen = new Set<string>()
  const stages = new Set<string>()
  const version = await uploadReady(content, {
    fileName,
    pseudonymKey,
    outputPath: join(folder, 'version.parquet'),
    options: own,
    folder,
    onProgress: ({ stage }) => {
      stages.add(stage)
      for (const secret of secretsBelow(folder)) seen.add(secret)
    },
  })
  for (const secret of secretsBelow(folder)) seen.add(secret)
  expect([...stages]).toEqual(['reading', 'profiling', 'splitting', 'writing'])
  return { version, seen: [...seen] }
}

const asJsonl = rows.map((row) => JSON.stringify(row)).join('\n')
test.each([
  ['CSV', 'rows.csv', async () => csv],
  ['JSON lines', 'rows.jsonl', async () => asJsonl],
  ['a JSON array', 'rows.json', async () => JSON.stringify(rows)],
  ['Parquet', 'rows.parquet', parquet],
])('nothing that was left out of %s reaches a file, on the way or at the end', async (_, name, make) => {
  const { version, seen } = await ingestWatched(await make(), name, options)
  expect(seen).toEqual([])
  expect(secrets.filter((secret) => JSON.stringify(version).includes(secret))).toEqual([])
  expect(version.profile.columns.map((column) => column.name)).toEqual([
    'text',
    'address',
    'customer',
    'label',
  ])
  const { rows: page } = await pageRows({ ...version, offset: 0, limit: 1 })
  expect(page[0]?.values).toEqual({
    text: 'Please, visit number 0 was bad; write to [EMAIL] or charge [CARD]',
    address: '[REDACTED]',
    customer: expect.stringMatching(/^\[VALUE [a-z2-7]{12}\]$/),
  })
  expect(version.report.personalData).toMatchObject([
    {
      column: 'text',
      privacy: 'redact_found',
      rows: 400,
      kinds: [
        { kind: 'email', rows: 400 },
        { kind: 'card', rows: 400 },
      ],
    },
    { column: 'address', privacy: 'redact', rows: 400, examples: ['[REDACTED]', '[REDACTED]', '[REDACTED]'] },
    { column: 'customer', privacy: 'hash', rows: 400 },
    { column: 'internal', privacy: 'drop', rows: 0 },
  ])
})

test('the same search finds the values where nothing was to be left out', async () => {
  const { version, seen } = await ingestWatched(asJsonl, 'rows.jsonl', { labelColumn: 'label' })
  expect(seen.sort()).toEqual([...secrets].sort())
  expect(version.report.personalData).toBeUndefined()
})

test('a pseudonym is the same for the same value in every format, and another one under another key', async () => {
  const own = { ...options, columns: { customer: { privacy: 'hash' as const } } }
  const customers = async (content: string, fileName: string, key = pseudonymKey) => {
    const version = await uploadReady(content, { fileName, pseudonymKey: key, options: own })
    const page = await pageRows({ ...version, offset: 0, limit: 400 })
    return page.rows.map(({ values }) => values['customer'])
  }
  const fromCsv = await customers(csv, 'rows.csv')
  expect(new Set(fromCsv).size).toBe(9)
  expect(fromCsv[0]).toBe(fromCsv[9])
  expect(await customers(asJsonl, 'rows.jsonl')).toEqual(fromCsv)
  expect(await customers(csv, 'rows.csv', new Uint8Array(32))).not.toEqual(fromCsv)
})

test('of a row that cannot be read nothing is kept but its line and the reason', async () => {
  const broken = `${asJsonl}\n{"text": "zed.marker@example.com", "label": "good" oh\n"note-marker"\n`
  const fromLines = await uploadReady(broken, { fileName: 'rows.jsonl', pseudonymKey, options })
  const wide = await uploadReady(`${csv}zed.marker@example.com,b,c,note-marker,good,one more\n`, {
    pseudonymKey,
    options,
  })
  expect(fromLines.report.refused.map(({ line }) => line)).toEqual([401, 402])
  expect(wide.report.refused.map(({ code }) => code)).toEqual(['ragged_row'])
  for (const { report } of [fromLines, wide])
    expect(secrets.filter((secret) => JSON.stringify(report).includes(secret))).toEqual([])
})

test('what is found may give way in every column of which nothing is said', async () => {
  const version = await uploadReady(csv, { options: { ...options, columns: {}, personalData: 'redact' } })
  expect(version.report.personalData).toMatchObject([{ column: 'text', privacy: 'redact_found', rows: 400 }])
})

test('a name that no column has is refused, and so is leaving out what is learned', async () => {
  const misspelt = { ...options, columns: { adress: { privacy: 'redact' as const } } }
  for (const [content, fileName] of [
    [csv, 'rows.csv'],
    [asJsonl, 'rows.jsonl'],
  ] as const)
    expect((await uploadRefused(content, { fileName, options: misspelt })).message).toContain(
      'the column "adress", but the file does not have it',
    )
  const label = { ...options, columns: { Label: { privacy: 'drop' as const } } }
  expect((await uploadRefused(csv, { options: label })).message).toContain('cannot be left out')
})

test('rows of other widths keep their cells in their places when a column is left out', async () => {
  const own = { labelColumn: 'label', columns: { secret: { privacy: 'drop' as const } } }
  const lines = Array.from({ length: 20 }, (_, i) => `hidden,"line one\nof sentence ${i}", kind ${i % 2} ,`)
  const content = ['secret,text,label,rest', ...lines, 'hidden,"a short row, filled up",kind 0'].join('\n')
  const version = await uploadReady(content, { options: own })
  expect(version.profile.rows).toBe(21)
  expect(version.profile.columns.map(({ name }) => name)).toEqual(['text', 'label', 'rest'])
  const page = await pageRows({ ...version, offset: 0, limit: 30 })
  expect(page.rows[0]).toMatchObject({ label: 'kind 0', values: { text: 'line one\nof sentence 0' } })
})
