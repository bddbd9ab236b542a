import { createHash } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../api-key/index.ts'
import type { ArchiveWriter, WorkspaceCtx } from '../core/index.ts'
import { createDeployment } from '../deployment/index.ts'
import {
  addEngagement,
  addInvoice,
  addModelVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import { listTakeouts, makeTakeout, openTakeout, startTakeout, sweepTakeouts } from './index.ts'

let kit: TestServices
const store = openMemoryStore()
beforeAll(async () => {
  kit = await openTestServices(store)
})
afterAll(() => kit?.close())

type Line = { path: string; text: string }

/** An archive of JSON lines: which format it has is the adapter's business. */
const openLines = (): ArchiveWriter => {
  const output = new PassThrough()
  return {
    output,
    add: async (path, body) => {
      const bytes = await buffer(body instanceof Uint8Array ? Readable.from([body]) : body)
      output.write(`${JSON.stringify({ path, text: bytes.toString() })}\n`)
      return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
    finish: () => output.end(),
    abort: (error) => {
      output.destroy(error)
    },
  }
}
const pack = async () => Readable.from(['onnx bytes'])
const make = (ctx: WorkspaceCtx, takeoutId: string, lastAttempt = true) =>
  makeTakeout(
    kit.services,
    { workspaceId: ctx.workspaceId, takeoutId },
    { openArchive: openLines, pack },
    { lastAttempt },
  )

const fill = async () => {
  const ctx = await kit.addWorkspace('Engines')
  const model = await addModelVersion(ctx)
  await createDeployment(ctx, { name: 'Live', modelVersionId: model.modelVersionId })
  const { key } = await createApiKey(ctx, { name: 'Server' })
  await addInvoice(ctx)
  await addEngagement(ctx)
  const attachments = await kit.services.dbs.platform.select().from(tables.engagementAttachment)
  for (const { storeKey } of attachments) await store.put(storeKey, Buffer.from('attached'))
  const platform = kit.services.dbs.platform
  const { datasetVersion, modelVersion } = tables
  await store.put(`${ctx.workspaceId}/d.parquet`, Buffer.from('parquet bytes'))
  await platform
    .update(datasetVersion)
    .set({ parquetKey: `${ctx.workspaceId}/d.parquet`, uploadKey: null })
    .where(eq(datasetVersion.id, model.datasetVersionId))
  const [version] = await platform
    .select()
    .from(modelVersion)
    .where(eq(modelVersion.id, model.modelVersionId))
  await store.put(version?.artifactKey ?? '', Buffer.from('bundle bytes'))
  return { ctx, key }
}
const read = async (ctx: WorkspaceCtx, id: string): Promise<Map<string, string>> => {
  const lines = (await text((await openTakeout(ctx, { id })).content)).trim().split('\n')
  return new Map(lines.map((line) => JSON.parse(line) as Line).map((one) => [one.path, one.text]))
}

test('everything of the workspace is in it, with its sums, no secret, and nothing of another workspace', async () => {
  const { ctx, key } = await fill()
  const other = await fill()
  const { id } = await startTakeout(ctx)
  await make(ctx, id)
  const files = await read(ctx, id)
  const find = (pattern: RegExp) => [...files].find(([path]) => pattern.test(path))?.[1]
  expect(find(/^datasets\/.*\.parquet$/)).toBe('parquet bytes')
  expect(find(/^models\/.*\.bundle$/)).toBe('bundle bytes')
  expect(find(/^models\/.*-onnx\.zip$/)).toBe('onnx bytes')
  expect(find(/^models\/.*-card\.md$/)).toContain('#')
  for (const path of ['workspace.json', 'members.json', 'api-keys.json', 'webhooks.json', 'audit-log.csv'])
    expect(files.has(path), path).toBe(true)
  expect(find(/^services\/.*service\.json$/)).toBeDefined()
  expect(find(/^billing\/invoices\//)).toBeDefined()
  expect(find(/^usage\/per-call/)).toBeDefined()
  const all = [...files.values()].join()
  expect(all).not.toContain(key)
  expect(all).not.toContain(createHash('sha256').update(key).digest('hex'))
  expect(all).not.toContain(other.ctx.workspaceId)
  const manifest = JSON.parse(files.get('manifest.json') ?? '') as {
    files: { path: string; sha256: string }[]
  }
  for (const { path, sha256 } of manifest.files)
    expect(
      createHash('sha256')
        .update(files.get(path) ?? '')
        .digest('hex'),
      path,
    ).toBe(sha256)
  expect(manifest.files).toHaveLength(files.size - 1)
  expect((await kit.queued('mail.send'))[0]).toMatchObject({
    to: `${ctx.actor.id}@example.com`,
    subject: 'The export of Engines is ready',
  })
})

test('is for owners and admins who are signed in, in their own workspace', async () => {
  const { ctx } = await fill()
  const member = await kit.addMember(ctx.workspaceId, 'member')
  await expect(startTakeout(member)).rejects.toMatchObject({ code: 'forbidden' })
  const byKey: WorkspaceCtx = { ...ctx, actor: { type: 'api_key', id: 'key_1' } }
  await expect(startTakeout(byKey)).rejects.toMatchObject({ code: 'forbidden' })
  const { id } = await startTakeout(ctx)
  await expect(startTakeout(ctx)).rejects.toMatchObject({ code: 'conflict' })
  await expect(openTakeout(ctx, { id })).rejects.toMatchObject({ code: 'conflict' })
  await make(ctx, id)
  const stranger = await kit.addWorkspace()
  await expect(openTakeout(stranger, { id })).rejects.toMatchObject({ code: 'not_found' })
})

test('can be fetched for seven days, and is then removed', async () => {
  const { ctx } = await fill()
  const { id } = await startTakeout(ctx)
  await make(ctx, id)
  const key = `${ctx.workspaceId}/takeouts/${id}.zip`
  kit.passTime(6.9 * 86_400_000)
  await sweepTakeouts(kit.services)
  await openTakeout(ctx, { id })
  kit.passTime(0.2 * 86_400_000)
  await expect(openTakeout(ctx, { id })).rejects.toMatchObject({ code: 'conflict' })
  await sweepTakeouts(kit.services)
  expect(store.keys()).not.toContain(key)
  expect((await listTakeouts(ctx))[0]).toMatchObject({ id, state: 'expired' })
})

test('a failure is tried again, and told after the last try; a second run changes nothing', async () => {
  const { ctx } = await fill()
  const { id } = await startTakeout(ctx)
  await store.remove(`${ctx.workspaceId}/d.parquet`)
  await expect(make(ctx, id, false)).rejects.toThrow()
  expect((await listTakeouts(ctx))[0]).toMatchObject({ state: 'running' })
  await expect(make(ctx, id)).rejects.toThrow()
  expect((await listTakeouts(ctx))[0]).toMatchObject({ state: 'failed', error: expect.any(String) })
  await make(ctx, id)
  expect((await listTakeouts(ctx))[0]).toMatchObject({ state: 'failed' })
})
