import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { WorkspaceCtx } from '@assay/services/core'
import {
  createDataset,
  getDatasetVersion,
  listRows,
  readAgain,
  receiveUpload,
  type receiveUploadInput,
} from '@assay/services/dataset'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { openWorker, type TestWorker } from '../testing/fixture.ts'

let worker: TestWorker
let owner: WorkspaceCtx
beforeAll(async () => {
  worker = await openWorker()
  owner = await worker.addWorkspace()
})
afterAll(() => worker?.close())

const secrets = ['zed.marker', 'Marker Street', 'mark-er-id', 'note-marker']
const lines = Array.from(
  { length: 120 },
  (_, i) =>
    `"visit ${i} was ${i % 2 ? 'good' : 'bad'}, write to zed.marker${i}@example.com",${i} Marker Street,mark-er-id-${i % 9},note-marker ${i},${i % 2 ? 'good' : 'bad'}`,
)
const file = `text,address,customer,internal,label\n${lines.join('\n')}\nzed.marker@example.com,1 Marker Street,mark-er-id-1,note-marker,good,one more\n`
const columns = {
  text: { privacy: 'redact_found' },
  address: { privacy: 'redact' },
  customer: { privacy: 'hash' },
  internal: { privacy: 'drop' },
} as const

const add = async (options: z.input<typeof receiveUploadInput>['options']): Promise<string> => {
  const { id: datasetId } = await createDataset(owner, { name: 'Visits' })
  const body = Readable.from([Buffer.from(file)])
  const { id } = await receiveUpload(owner, { datasetId, fileName: 'visits.csv', options }, body)
  return id
}
const ingest = async (datasetVersionId: string): Promise<void> => {
  const job = { workspaceId: owner.workspaceId, datasetVersionId }
  await worker.ingest(job, { lastAttempt: true })
  await worker.examine(job, { lastAttempt: true })
}

/** All that is kept anywhere but in the upload itself: files, and every row of every table. */
const everythingKept = async (): Promise<string> => {
  const files = await readdir(worker.folder, { recursive: true, withFileTypes: true })
  const paths = files
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('/uploads'))
    .map((entry) => join(entry.parentPath, entry.name))
  const contents = await Promise.all(paths.map((path) => readFile(path, 'latin1')))
  const { sql } = worker.services.dbs
  const tables = await sql.platform<{ name: string }[]>`
    select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
    where schemaname in ('public')`
  for (const { name } of tables) {
    const rows = await sql.platform.unsafe(`select t::text as row from ${name} t`)
    contents.push(...rows.map((row) => String(row['row'])))
  }
  return contents.join('\n')
}
const leaked = async () => {
  const kept = await everythingKept()
  return secrets.filter((secret) => kept.includes(secret))
}

test('nothing that was left out is kept anywhere outside the upload: no file, no row, no finding', async () => {
  const id = await add({ labelColumn: 'label', textColumn: 'text', kind: 'text', columns })
  await ingest(id)
  const version = await getDatasetVersion(owner, { id })
  expect(version).toMatchObject({ status: 'ready', rows: 120, report: { rowsRefused: 1 } })
  expect(version.findings).not.toBeNull()
  const page = await listRows(owner, { versionId: id, limit: 1 })
  expect(page.rows[0]?.values).toMatchObject({ address: '[REDACTED]' })
  expect(await leaked()).toEqual([])
})

test('what was left out once stays out when the file is read again, with the same pseudonyms, unless told otherwise', async () => {
  const id = await add({ labelColumn: 'label', textColumn: 'text', kind: 'text', columns })
  await ingest(id)
  const again = await readAgain(owner, {
    versionId: id,
    labelColumn: 'label',
    textColumn: 'text',
    kind: 'text',
  })
  await ingest(again.id)
  const customers = async (versionId: string) =>
    (await listRows(owner, { versionId, limit: 20 })).rows.map(({ values }) => values['customer'])
  expect(await customers(again.id)).toEqual(await customers(id))
  expect(await leaked()).toEqual([])
  const open = await readAgain(owner, { versionId: id, labelColumn: 'label', columns: {} })
  await ingest(open.id)
  expect(await leaked()).toEqual(expect.arrayContaining(['Marker Street', 'mark-er-id']))
})
