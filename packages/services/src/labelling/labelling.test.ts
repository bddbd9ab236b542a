import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  annotateItem,
  findScoringOrder,
  importUnlabelled,
  keepDoubted,
  keepScores,
  labellingOverview,
  listDisputed,
  nextItems,
  previewPublish,
  publishLabels,
  settleItem,
  undoAnnotation,
  updateLabellingPlan,
} from './index.ts'

let kit: TestServices
let folder: string
let owner: WorkspaceCtx
let datasetId: string
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  folder = await mkdtemp(join(tmpdir(), 'assay-labelling-'))
})
afterAll(async () => {
  await kit?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  owner = await kit.addWorkspace()
  datasetId = newId('ds')
  await kit.services.dbs.platform
    .insert(tables.dataset)
    .values({ id: datasetId, workspaceId: owner.workspaceId, name: 'Tickets' })
  await setAside(['one', 'two', 'three', 'four'])
})

const setAside = async (texts: string[]): Promise<void> => {
  const path = join(folder, 'unlabelled.jsonl')
  await writeFile(path, texts.map((input) => `${JSON.stringify({ input })}\n`).join(''))
  const target = { workspaceId: owner.workspaceId, datasetId, kind: 'text' as const, classes: ['a', 'b'] }
  await importUnlabelled(kit.services, target, path)
}
const next = (ctx = owner, limit = 10, except: string[] = []) =>
  nextItems(ctx, { datasetId, queue: 'unlabelled', limit, except })
const overview = async () => {
  const found = await labellingOverview(owner, { datasetId })
  if (!found) throw new Error('Nothing was set aside')
  return found
}
const answer = (ctx: WorkspaceCtx, itemId: string, label: string | null, flagged = false) =>
  annotateItem(ctx, { itemId, label, flagged })
const member = () => kit.addMember(owner.workspaceId, 'member')

test('a dataset of which nothing was set aside has nothing to say, and another workspace’s is none', async () => {
  const id = newId('ds')
  const { workspaceId } = owner
  await kit.services.dbs.platform.insert(tables.dataset).values({ id, workspaceId, name: 'Labelled' })
  expect(await labellingOverview(owner, { datasetId: id })).toBeNull()
  const stranger = await kit.addWorkspace()
  await expect(labellingOverview(stranger, { datasetId: id })).rejects.toMatchObject({ code: 'not_found' })
})

test('the same rows set aside twice wait once', async () => {
  await setAside(['one', 'five'])
  expect((await overview()).queues[0]).toEqual({ queue: 'unlabelled', open: 5, forMe: 5 })
})

test('a row that one person was shown is not shown to another until its time is up', async () => {
  const ben = await member()
  const mine = await next(owner, 3)
  const his = await next(ben)
  expect(mine.length + his.length).toBe(4)
  expect(his.some(({ id }) => mine.some((row) => row.id === id))).toBe(false)
  expect((await next(owner, 10)).length).toBe(3)
  kit.passTime(121_000)
  expect((await next(ben)).length).toBe(4)
})

test('an answer labels a row, and taking it back opens it again', async () => {
  const [row] = await next()
  const itemId = row!.id
  expect(await answer(owner, itemId, 'a')).toEqual({ state: 'labelled' })
  expect(await overview()).toMatchObject({ toPublish: 1, perClass: [{ label: 'a', count: 1 }] })
  expect((await next()).some(({ id }) => id === itemId)).toBe(false)
  expect(await undoAnnotation(owner, { itemId })).toEqual({ state: 'open' })
  expect((await next()).some(({ id }) => id === itemId)).toBe(true)
})

test('a row that somebody passes on is not shown to them again, but to others', async () => {
  const ben = await member()
  const [row] = await next()
  await answer(owner, row!.id, null)
  expect((await next()).some(({ id }) => id === row!.id)).toBe(false)
  expect((await next(ben)).some(({ id }) => id === row!.id)).toBe(true)
})

test('only classes of the plan can be answered, and a new one is added first', async () => {
  const [row] = await next()
  await expect(answer(owner, row!.id, 'c')).rejects.toMatchObject({ param: 'label' })
  await updateLabellingPlan(owner, { datasetId, classes: ['a', 'b', 'c'] })
  expect(await answer(owner, row!.id, 'c')).toEqual({ state: 'labelled' })
})

test('where two label each row, they agree, or a third settles it; agreement is measured', async () => {
  await updateLabellingPlan(owner, { datasetId, annotators: 2 })
  const ben = await member()
  const rows = await next()
  const bens = await next(ben)
  expect(bens.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort())
  const [first, second, third] = rows.map(({ id }) => id)
  expect(await answer(owner, first!, 'a')).toEqual({ state: 'open' })
  expect(await answer(ben, first!, 'a')).toEqual({ state: 'labelled' })
  await answer(owner, second!, 'b')
  expect(await answer(ben, second!, 'b')).toEqual({ state: 'labelled' })
  await answer(owner, third!, 'a')
  expect(await answer(ben, third!, 'b')).toEqual({ state: 'disputed' })
  const { items, total } = await listDisputed(owner, { datasetId })
  expect(total).toBe(1)
  expect(items[0]!.answers.map(({ label }) => label)).toEqual(['a', 'b'])
  const { agreement } = await overview()
  expect(agreement.rows).toBe(3)
  // Observed 2/3, expected (1/2)² + (1/2)² for Fleiss, (2/3·1/3) + (1/3·2/3) for Cohen.
  expect(agreement.kappa).toBeCloseTo((2 / 3 - 1 / 2) / (1 / 2), 10)
  expect(agreement.pairs[0]!.kappa).toBeCloseTo((2 / 3 - 4 / 9) / (5 / 9), 10)
  await settleItem(owner, { itemId: third!, label: 'b' })
  expect(await overview()).toMatchObject({ disputed: 0, toPublish: 3 })
  await expect(answer(ben, third!, 'a')).rejects.toMatchObject({ code: 'conflict' })
})

test('a flagged row goes to review, whatever its label', async () => {
  const [row] = await next()
  expect(await answer(owner, row!.id, 'a', true)).toEqual({ state: 'disputed' })
})

test('what a model suggests is shown, and what it ranks first comes first', async () => {
  const rows = await next()
  const order = await findScoringOrder(kit.services, { workspaceId: owner.workspaceId, datasetId })
  const scored = rows.map(({ id }, place) => ({
    id,
    suggestion: 'a',
    score: 0.75,
    priority: place,
    reason: null,
  }))
  await keepScores(kit.services, order!, scored)
  const again = await next()
  expect(again.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toReversed())
  expect(again[0]!.suggestion).toEqual({ label: 'a', score: 0.75 })
})

test('the first labels become the dataset’s first version, and are published once', async () => {
  const rows = await next()
  await answer(owner, rows[0]!.id, 'a')
  await expect(publishLabels(owner, { datasetId })).rejects.toMatchObject({ code: 'conflict' })
  await answer(owner, rows[1]!.id, 'b')
  expect(await previewPublish(owner, { datasetId })).toMatchObject({ added: 2, from: null })
  const { id, number } = await publishLabels(owner, { datasetId })
  expect(number).toBe(1)
  const [job] = await kit.queued('dataset.ingest')
  expect(job).toMatchObject({ datasetVersionId: id })
  expect(await overview()).toMatchObject({ toPublish: 0, published: 2 })
  await expect(publishLabels(owner, { datasetId })).rejects.toMatchObject({ code: 'conflict' })
})

test('labels of a version that failed wait again', async () => {
  const rows = await next()
  await answer(owner, rows[0]!.id, 'a')
  await answer(owner, rows[1]!.id, 'b')
  const { id } = await publishLabels(owner, { datasetId })
  const { datasetVersion } = tables
  await kit.services.dbs.platform
    .update(datasetVersion)
    .set({ status: 'failed' })
    .where(eq(datasetVersion.id, id))
  expect(await previewPublish(owner, { datasetId })).toMatchObject({ added: 2 })
})

test('looking again forgets what is not doubted any more, and keeps what was answered', async () => {
  const order = await findScoringOrder(kit.services, { workspaceId: owner.workspaceId, datasetId })
  const doubt = (input: string, row: number) => ({
    queue: 'uncertain' as const,
    row,
    contentSha256: input,
    input,
    givenLabel: 'a',
    suggestion: 'b',
    score: 0.6,
    priority: 1,
    reason: { type: 'uncertain' as const, uncertainty: 0.8, apart: 0.5 },
  })
  await keepDoubted(kit.services, order!, [doubt('x', 1), doubt('y', 2)])
  const shown = await nextItems(owner, { datasetId, queue: 'uncertain' })
  await answer(owner, shown.find(({ input }) => input === 'x')!.id, 'b')
  await keepDoubted(kit.services, order!, [doubt('z', 3)])
  const later = await nextItems(owner, { datasetId, queue: 'uncertain' })
  expect(later.map(({ input }) => input)).toEqual(['z'])
  expect(later[0]?.reason).toEqual({ type: 'uncertain', uncertainty: 0.8, apart: 0.5 })
  expect((await overview()).toPublish).toBe(1)
})

test('viewers look on, and another workspace sees nothing', async () => {
  const viewer = await kit.addMember(owner.workspaceId, 'viewer')
  expect((await labellingOverview(viewer, { datasetId }))?.queues[0]?.open).toBe(4)
  await expect(next(viewer)).rejects.toMatchObject({ code: 'forbidden' })
  const stranger = await kit.addWorkspace()
  await expect(labellingOverview(stranger, { datasetId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(next(stranger)).rejects.toMatchObject({ code: 'not_found' })
})
