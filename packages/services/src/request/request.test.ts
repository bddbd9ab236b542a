import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { createDeployment, updateDataHandling } from '../deployment/index.ts'
import { labellingOverview, nextItems } from '../labelling/index.ts'
import {
  addCall,
  addModelVersion,
  type ModelLineage,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import { type CallRecord, getRequest, keepCalls, listRequests, sweepCalls } from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
let lineage: ModelLineage
let deploymentId: string
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())
beforeEach(async () => {
  owner = await kit.addWorkspace()
  lineage = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId: lineage.modelVersionId })).id
})

const of = () => ({ deploymentId, modelVersionId: lineage.modelVersionId })
const captured = (input: unknown, score = 0.6, keepDays = 7): Partial<CallRecord> => ({
  answers: [{ label: 'ham', score }],
  capture: {
    redact: ['email', 'card'],
    keepDays,
    rows: [{ place: 0, input, answer: { label: 'ham', score, runnerUp: 1 - score } }],
  },
})
const refused = (code: string): CallRecord => ({
  requestId: newId('req'),
  workspaceId: owner.workspaceId,
  deploymentId,
  modelVersionId: null,
  apiKeyId: null,
  endUserId: 'ann',
  status: 402,
  code,
  latencyMs: 1,
  inputs: 0,
  answers: null,
  at: owner.now(),
  capture: null,
})
const list = (more: object = {}) => listRequests(owner, { deploymentId, ...more })
const queue = () => nextItems(owner, { datasetId: lineage.datasetId, queue: 'production' })

test('a captured input is kept without the personal data that it names, and waits to be labelled', async () => {
  const id = await addCall(owner, of(), captured('Write to eve@example.com, card 4242 4242 4242 4242'))
  const { payloads } = await getRequest(owner, { id })
  expect(payloads).toMatchObject([
    { place: 0, input: 'Write to [EMAIL], card [CARD]', answer: { label: 'ham' } },
  ])
  const [row] = await queue()
  expect(row).toMatchObject({
    input: 'Write to [EMAIL], card [CARD]',
    suggestion: { label: 'ham' },
    reason: { type: 'call', requestId: id, place: 0 },
  })
  const everywhere = await kit.services.dbs.sql.platform<{ n: number }[]>`
    select (select count(*) from captured_prediction t where t::text like '%eve@%')
      + (select count(*) from labelling_item t where t::text like '%eve@%')
      + (select count(*) from request_log t where t::text like '%eve@%') as n`
  expect(Number(everywhere[0]?.n)).toBe(0)
})

test('the same input captured twice waits once, the least sure first', async () => {
  await addCall(owner, of(), captured('sure', 0.95))
  await addCall(owner, of(), captured('torn', 0.51))
  await addCall(owner, of(), captured('torn', 0.51))
  expect((await queue()).map(({ input }) => input)).toEqual(['torn', 'sure'])
})

test('what Postgres cannot store is marked, and does not keep its neighbours from being written', async () => {
  const broken = await addCall(owner, of(), captured('a\0b\ud800c'))
  expect((await getRequest(owner, { id: broken })).payloads).toMatchObject([{ input: 'a\ufffdb\ufffdc' }])
})

test('calls are found by outcome, label, end user, id and whether they were captured', async () => {
  const kept = await addCall(owner, of(), captured('hello'))
  const spam = await addCall(owner, of(), { answers: [{ label: 'spam', score: 1 }], endUserId: 'ben' })
  const no = refused('end_user_limit')
  await keepCalls(kit.services, [no])
  const ids = async (more: object) => (await list(more)).items.map(({ id }) => id)
  expect(await ids({ outcome: 'refused' })).toEqual([no.requestId])
  expect((await ids({ outcome: 'answered' })).sort()).toEqual([kept, spam].sort())
  expect(await ids({ label: 'spam' })).toEqual([spam])
  expect(await ids({ endUserId: 'ann' })).toEqual([no.requestId])
  expect(await ids({ captured: true })).toEqual([kept])
  expect(await ids({ requestId: spam })).toEqual([spam])
  expect(await list({})).toMatchObject({ total: 3 })
})

test('a call to a deployment that is not the workspace’s leaves nothing', async () => {
  const stranger = await kit.addWorkspace()
  await keepCalls(kit.services, [{ ...refused('not_found'), workspaceId: stranger.workspaceId }])
  expect((await list()).total).toBe(0)
  await expect(listRequests(stranger, { deploymentId })).rejects.toMatchObject({ code: 'not_found' })
})

test('what is kept goes after the days that its deployment says, unlabelled rows along with it', async () => {
  const short = await addCall(owner, of(), captured('short', 0.6, 1))
  const long = await addCall(owner, of(), captured('long', 0.6, 10))
  kit.passTime(2 * 86_400_000)
  await sweepCalls(kit.services)
  expect((await getRequest(owner, { id: short })).payloads).toEqual([])
  expect((await getRequest(owner, { id: long })).payloads).toHaveLength(1)
  expect((await queue()).map(({ input }) => input)).toEqual(['long'])
  kit.passTime(29 * 86_400_000)
  await sweepCalls(kit.services)
  expect((await list()).total).toBe(0)
  expect(await queue()).toEqual([])
  kit.passTime(-31 * 86_400_000)
})

test('of rows that a version has by then, the item forgets what it said', async () => {
  await addCall(owner, of(), captured('published', 0.6, 1))
  const { labellingItem } = tables
  const own = eq(labellingItem.datasetId, lineage.datasetId)
  const { platform } = kit.services.dbs
  await platform.update(labellingItem).set({ state: 'published', label: 'ham' }).where(own)
  kit.passTime(2 * 86_400_000)
  await sweepCalls(kit.services)
  kit.passTime(-2 * 86_400_000)
  expect(await platform.select().from(labellingItem).where(own)).toMatchObject([
    { input: null, reason: null },
  ])
  expect((await labellingOverview(owner, { datasetId: lineage.datasetId }))?.published).toBe(1)
})

test('who does not manage the workspace does not say what is kept, and of pictures nothing is', async () => {
  const member = await kit.addMember(owner.workspaceId, 'member')
  const capture = { sampleRate: 1, keepDays: 7 }
  expect(() => updateDataHandling(member, { id: deploymentId, capture })).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  )
  await kit.services.dbs.platform
    .update(tables.model)
    .set({ kind: 'image' })
    .where(eq(tables.model.id, lineage.modelId))
  await expect(updateDataHandling(owner, { id: deploymentId, capture })).rejects.toMatchObject({
    param: 'capture',
  })
})
