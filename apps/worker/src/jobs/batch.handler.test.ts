import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import {
  cancelBatch,
  claimBatch,
  commitStretch,
  getBatch,
  openBatchResults,
  resumeBatch,
  startBatch,
  startFileBatch,
  sweepBatches,
} from '@assay/services/batch'
import type { WorkspaceCtx } from '@assay/services/core'
import { createDeployment } from '@assay/services/deployment'
import { listModelVersions } from '@assay/services/model'
import { putOnPlan } from '@assay/services/testing'
import { startTraining } from '@assay/services/training'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openModelCache } from '../hosting/model-cache.ts'
import { openWorker, silent, supportMails, type TestWorker, uploadFile } from '../testing/fixture.ts'
import { handleBatch } from './batch.handler.ts'

const rows = 2_600
let worker: TestWorker
let owner: WorkspaceCtx
let deploymentId: string
let datasetVersionId: string

const serve = async (ctx: WorkspaceCtx, csv: string): Promise<[string, string]> => {
  const { workspaceId } = ctx
  const version = await uploadFile(ctx, csv)
  await worker.ingest({ workspaceId, datasetVersionId: version }, { lastAttempt: false })
  const { jobId, modelId } = await startTraining(ctx, {
    datasetVersionId: version,
    config: { families: ['sparse-linear'] },
  })
  await worker.train({ workspaceId, trainingJobId: jobId }, { lastAttempt: false })
  const [{ id: modelVersionId } = { id: '' }] = await listModelVersions(ctx, { id: modelId })
  return [(await createDeployment(ctx, { name: 'Live', modelVersionId })).id, version]
}

beforeAll(async () => {
  worker = await openWorker()
  owner = await worker.addWorkspace()
  ;[deploymentId, datasetVersionId] = await serve(owner, supportMails(rows))
}, 120_000)
afterAll(() => worker?.close())

const run = (batchId: string, isStopping = () => false) => {
  const { services, scratchFolder } = worker
  const cache = openModelCache(services.store, 1e9, silent)
  const handle = handleBatch({ services, cache, scratchFolder, isStopping })
  return handle({ workspaceId: owner.workspaceId, batchId }, { lastAttempt: false })
}
const send = (csv: string, fileName = 'mails.csv', more: object = {}) =>
  startFileBatch(owner, { deploymentId, fileName, ...more }, Readable.from([Buffer.from(csv)]))
const readResults = async (id: string, format: 'jsonl' | 'csv') =>
  text((await openBatchResults(owner, { id, format })).content)
type Line = { row: number; input: Record<string, unknown>; label: string; error?: { code: string } }
const readLines = async (id: string): Promise<Line[]> =>
  (await readResults(id, 'jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

const billed = async (): Promise<{ events: number; quantity: number; used: number }> => {
  const [row] = await worker.services.dbs.sql.platform<{ events: number; quantity: number; used: number }[]>`
    select count(*)::int as events, coalesce(sum(quantity), 0)::int as quantity,
      (select sum(used)::int from quota_balance
        where workspace_id = ${owner.workspaceId} and meter = 'predictions') as used
    from usage_event where workspace_id = ${owner.workspaceId} and meter = 'predictions'`
  return row ?? { events: 0, quantity: 0, used: 0 }
}
const setLimit = (limit: number) =>
  worker.services.dbs.sql.platform`
    update quota_balance set hard_limit = ${limit}
    where workspace_id = ${owner.workspaceId} and meter = 'predictions'`
const startVersion = () => startBatch(owner, { deploymentId, datasetVersionId })

test('a file’s rows are answered in order beside their own columns, and billed as one prediction each', async () => {
  const before = await billed()
  const { id } = await send('text,id,note\n=1+1 refund,-5,@sum\n"a, ""quoted"" parcel",+3e2,-x\n')
  await run(id)
  const lines = await readLines(id)
  expect(lines.map(({ row, input, label }) => [row, input['id'], label])).toEqual([
    [0, '-5', 'billing'],
    [1, '+3e2', 'shipping'],
  ])
  expect(await getBatch(owner, { id })).toMatchObject({
    status: 'succeeded',
    rowsTotal: 2,
    rowsDone: 2,
    predictions: 2,
    error: null,
  })
  const after = await billed()
  expect(after.quantity - before.quantity).toBe(2)
  expect(after.used).toBe(after.quantity)

  // As CSV they run nothing in a spreadsheet, and numbers stay as they are.
  const [header, first, second] = (await readResults(id, 'csv')).split('\r\n')
  expect(header).toBe('row,text,id,note,label,score,abstained,error')
  expect(first).toMatch(/^0,'=1\+1 refund,-5,'@sum,billing,0\.\d+,,$/)
  expect(second).toMatch(/^1,"a, ""quoted"" parcel",\+3e2,'-x,shipping,/)

  const { content, fileName } = await openBatchResults(owner, { id, format: 'parquet' })
  const bytes = await buffer(content)
  expect(fileName).toBe('mails-results.parquet')
  expect([bytes.subarray(0, 4), bytes.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1'])
})

test('a dataset version is worked through like a file', async () => {
  await setLimit(100_000)
  const { id } = await startVersion()
  await run(id)
  const done = { status: 'succeeded', rowsTotal: rows, rowsDone: rows, predictions: rows }
  expect(await getBatch(owner, { id })).toMatchObject(done)
  const lines = await readLines(id)
  const right = lines.filter(({ input, label }) => input['label'] === label).length
  expect(right / lines.length).toBeGreaterThan(0.9)
})

test('a batch stops where the quota ends, whole rows and no more, and goes on from there when resumed', async () => {
  const { used } = await billed()
  await setLimit(used + 1_500)
  const { id } = await startVersion()
  await run(id)
  expect(await getBatch(owner, { id })).toMatchObject({
    status: 'partial',
    rowsDone: 1_500,
    predictions: 1_500,
    error: { code: 'quota_exceeded', message: expect.stringContaining('1500 of 2600') },
  })
  expect(await readLines(id)).toHaveLength(1_500)
  expect((await billed()).used).toBe(used + 1_500)

  await setLimit(used + 100_000)
  expect((await resumeBatch(owner, { id })).status).toBe('queued')
  await run(id)
  expect(await getBatch(owner, { id })).toMatchObject({ status: 'succeeded', rowsDone: rows, error: null })
  const numbers = (await readLines(id)).map(({ row }) => row)
  expect(numbers).toEqual(Array.from({ length: rows }, (_, row) => row))
  const after = await billed()
  expect(after.used).toBe(used + rows)
  expect(after.quantity).toBe(after.used)
})

test('rows have their own meter where the plan has a price for them, and a batch says what it has cost', async () => {
  const before = await billed()
  await putOnPlan(owner, {
    includedPredictions: 1_000_000,
    prices: {
      batch_rows: {
        included: 600,
        mode: 'graduated',
        tiers: [{ upTo: null, unitMinor: '0.03' }],
        minimumMinor: '0',
      },
    },
  })
  const { id } = await startVersion()
  await run(id)
  expect(await getBatch(owner, { id })).toMatchObject({
    status: 'succeeded',
    predictions: rows,
    cost: { minor: '60', currency: 'usd' },
  })
  expect(await billed()).toEqual(before)
  const [own] = await worker.services.dbs.sql.platform<{ used: number; events: number }[]>`
    select sum(b.used)::int as used, (select count(*)::int from usage_event e
      where e.workspace_id = ${owner.workspaceId} and e.meter = 'batch_rows') as events
    from quota_balance b where b.workspace_id = ${owner.workspaceId} and b.meter = 'batch_rows'`
  expect(own).toEqual({ used: rows, events: 3 })
  await putOnPlan(owner, { includedPredictions: 1_000_000 })
})

test('a worker that stops in the midst leaves a checkpoint, and nothing is billed twice', async () => {
  const { used } = await billed()
  const { id } = await startVersion()
  let looks = 0
  await expect(run(id, () => ++looks > 2)).rejects.toThrow('checkpoint')
  expect(await getBatch(owner, { id })).toMatchObject({ status: 'running', rowsDone: 2_000 })
  await run(id)
  expect(await getBatch(owner, { id })).toMatchObject({ status: 'succeeded', rowsDone: rows })
  expect((await billed()).used).toBe(used + rows)
  expect(new Set((await readLines(id)).map(({ row }) => row)).size).toBe(rows)
})

test('an attempt that was overtaken commits nothing', async () => {
  const { used } = await billed()
  const { id } = await startVersion()
  const job = { workspaceId: owner.workspaceId, batchId: id }
  const late = await claimBatch(worker.services, job)
  await run(id)
  expect(await getBatch(owner, { id })).toMatchObject({ status: 'succeeded', predictions: rows })
  const stretch = { start: rows, rows: 5, refused: 0, key: 'late' }
  expect(late && (await commitStretch(worker.services, late, stretch))).toEqual({ type: 'over' })
  expect((await billed()).used).toBe(used + rows)
})

test('a cancelled batch ends after the stretch that it is at, and keeps its results', async () => {
  const { id } = await startVersion()
  let looks = 0
  const cancelling: Promise<unknown>[] = []
  await run(id, () => {
    if (++looks === 2) cancelling.push(cancelBatch(owner, { id }))
    return false
  })
  await Promise.all(cancelling)
  const batch = await getBatch(owner, { id })
  expect(batch.status).toBe('cancelled')
  expect(batch.rowsDone).toBeLessThan(rows)
  expect(await readLines(id)).toHaveLength(batch.rowsDone)
  await run(id)
  expect(await getBatch(owner, { id })).toEqual(batch)
})

test('a source without the text is refused by the names of its columns, and costs nothing', async () => {
  const { used } = await billed()
  const { id } = await send('subject,body\na,b\n')
  await run(id)
  expect(await getBatch(owner, { id })).toMatchObject({
    status: 'failed',
    error: { code: 'column_missing', message: expect.stringContaining('“subject”, “body”') },
  })
  const named = await send('subject,body\na refund,b\n', 'mails.csv', { textColumn: 'subject' })
  await run(named.id)
  expect(await getBatch(owner, { id: named.id })).toMatchObject({ status: 'succeeded' })
  expect((await billed()).used).toBe(used + 1)
})

test('lines that are no rows are counted and named, and the rest is answered', async () => {
  const { id } = await send('{"text":"a refund"}\nno json\n{"text":"my parcel"}\n', 'mails.jsonl')
  await run(id)
  expect(await getBatch(owner, { id })).toMatchObject({
    status: 'succeeded',
    rowsDone: 2,
    unreadable: { count: 1, examples: [{ line: 2, reason: expect.any(String) }] },
  })
})

test('the same Idempotency-Key starts one batch, and another file under it is refused', async () => {
  const more = { idempotencyKey: 'once' }
  const first = await send('text\na\n', 'mails.csv', more)
  expect((await send('text\na\n', 'mails.csv', more)).id).toBe(first.id)
  await expect(send('text\nb\n', 'mails.csv', more)).rejects.toMatchObject({ code: 'idempotency_mismatch' })
})

test('rows and results go after thirty days, and what it cost stays', async () => {
  const { id } = await startVersion()
  await run(id)
  worker.passTime(31 * 86_400_000)
  await sweepBatches(worker.services)
  expect(await getBatch(owner, { id })).toMatchObject({ removed: true, predictions: rows })
  await expect(openBatchResults(owner, { id })).rejects.toMatchObject({ code: 'conflict' })
  expect(await readdir(`${worker.folder}/objects/${owner.workspaceId}/batches`)).not.toContain(id)
})
