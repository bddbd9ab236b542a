import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import {
  addModelVersion,
  addNextModelVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import {
  compareTraffic,
  createDeployment,
  deploy,
  endCanary,
  findGoldOrder,
  findServedDeployment,
  getDeployment,
  judgeCanaries,
  keepGold,
  moveCanary,
  promoteCanary,
  recordTraffic,
  setShadow,
  startCanary,
  stopDeployment,
  withdrawBroken,
} from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
let id: string
let first: string
let second: string
let datasetVersionId: string
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())
beforeEach(async () => {
  const lineage = await addModelVersion(owner)
  first = lineage.modelVersionId
  datasetVersionId = lineage.datasetVersionId
  second = (await addNextModelVersion(owner, lineage, 2)).modelVersionId
  id = (await createDeployment(owner, { name: 'Live', modelVersionId: first })).id
})

const served = () => findServedDeployment(kit.services.dbs.platform, id)
const rules = { minimumCalls: 50, minutes: 10 }
const start = (percent = 10, more: object = {}) =>
  startCanary(owner, { id, modelVersionId: second, percent, ...more })
const newest = async () => (await getDeployment(owner, { id })).revisions[0]

/** As a gateway would tell, of the revision that runs. */
const count = async (role: 'live' | 'canary' | 'shadow', calls: number, errors = 0, agreed = 0) => {
  const revision = (await served())?.revision ?? 0
  const modelVersionId = role === 'live' ? first : second
  const counts = { calls, errors, latencies: [0, 0, calls], compared: agreed && calls, agreed }
  const of = { workspaceId: owner.workspaceId, deploymentId: id, revision, role, modelVersionId }
  await recordTraffic(kit.services, [{ ...of, ...counts }])
}

test('a canary’s every step is a revision with its reason, and is audited', async () => {
  await start(10)
  expect(await served()).toMatchObject({
    modelVersionId: first,
    canary: { modelVersionId: second, percent: 10, role: 'canary', revision: 2 },
  })
  await moveCanary(owner, { id, percent: 50 })
  await promoteCanary(owner, { id })
  expect(await served()).toMatchObject({ modelVersionId: second, canary: null, watched: false })
  const { revisions } = await getDeployment(owner, { id })
  expect(revisions.map(({ reason }) => reason)).toEqual([
    'Promoted manually.',
    "The canary's share goes from 10 % to 50 %.",
    'Version 2 takes 10 % of the callers.',
    null,
  ])
  const audited = await kit.services.dbs.sql.platform<{ action: string }[]>`
    select action from audit_event where subject_id = ${id} order by id`
  expect(audited.map(({ action }) => action)).toEqual([
    'deployment.created',
    'deployment.canary_started',
    'deployment.canary_moved',
    'deployment.canary_promoted',
  ])
})

test('rolling back gives the live version all calls again; so does deploying', async () => {
  const policy = { choose: { by: 'probability' as const }, abstainBelow: 0.7 }
  await deploy(owner, { id, modelVersionId: first, policy })
  await start()
  await endCanary(owner, { id })
  expect(await served()).toMatchObject({ modelVersionId: first, policy, canary: null })
  await start()
  await deploy(owner, { id, modelVersionId: first, policy })
  expect(await served()).toMatchObject({ modelVersionId: first, canary: null, revision: 6 })
})

test('refuses a canary that is live already, of another model, or where there is none to move', async () => {
  await expect(startCanary(owner, { id, modelVersionId: first, percent: 10 })).rejects.toMatchObject({
    code: 'conflict',
  })
  const other = await addModelVersion(owner)
  await expect(
    startCanary(owner, { id, modelVersionId: other.modelVersionId, percent: 10 }),
  ).rejects.toMatchObject({ code: 'invalid_request', param: 'modelVersionId' })
  for (const verb of [promoteCanary, endCanary])
    await expect(verb(owner, { id })).rejects.toMatchObject({ code: 'conflict' })
  expect(() => start(100)).toThrow('<=99')
})

test('the rules promote after calls and time, and never before', async () => {
  await start(20, { rules })
  await count('live', 200)
  await count('canary', 30)
  kit.passTime(11 * 60_000)
  expect(await judgeCanaries(kit.services)).toEqual([])
  await count('canary', 30)
  expect(await judgeCanaries(kit.services)).toMatchObject([{ deploymentId: id, act: 'promote' }])
  expect(await served()).toMatchObject({ modelVersionId: second, canary: null })
  expect(await newest()).toMatchObject({ byPerson: false, reason: expect.stringContaining('60 calls') })
  expect(await judgeCanaries(kit.services)).toEqual([])
})

test('the rules roll back a canary that fails more than the live version, though two workers judge at once', async () => {
  await start(20, { rules })
  await count('live', 200, 1)
  await count('canary', 25, 5)
  const judged = await Promise.all([judgeCanaries(kit.services), judgeCanaries(kit.services)])
  expect(judged.flat()).toHaveLength(1)
  expect(await served()).toMatchObject({ modelVersionId: first, canary: null, revision: 3 })
  expect(await newest()).toMatchObject({ byPerson: false, reason: expect.stringContaining('20 %') })
})

test('moving the percentage begins to count anew; the comparison shows the whole of the canary', async () => {
  await start(20, { rules })
  await count('live', 100)
  await count('canary', 60)
  kit.passTime(9 * 60_000)
  await moveCanary(owner, { id, percent: 40 })
  kit.passTime(2 * 60_000)
  await count('live', 10)
  await count('canary', 10)
  expect(await judgeCanaries(kit.services)).toEqual([])
  const { versions, verdict } = await compareTraffic(owner, { id })
  expect(versions).toMatchObject([
    { role: 'live', versionNumber: 1, percent: 60, calls: 110 },
    { role: 'canary', versionNumber: 2, percent: 40, calls: 70, errors: 0 },
  ])
  expect(versions[1]?.p99Ms).toBeGreaterThan(0)
  expect(verdict).toEqual({ act: 'wait', reason: '10 of 50 calls have been answered.' })
})

test('gold rows are scored for the canary that runs, and decide about it', async () => {
  const gold = { datasetVersionId, rows: 'test' as const, accuracyDrop: 0.02 }
  await start(20, { rules: { ...rules, gold } })
  const [job] = await kit.queued('deployment.score_gold')
  if (!job) throw new Error('no job')
  expect(job).toEqual({ workspaceId: owner.workspaceId, deploymentId: id, since: 2 })
  expect(await findGoldOrder(kit.services, job)).toMatchObject({
    live: { modelVersionId: first },
    canary: { modelVersionId: second },
    rows: 'test',
  })
  await keepGold(kit.services, { ...job, since: 1 }, { state: 'done', rows: 2, live: 1, canary: 0 })
  expect((await getDeployment(owner, { id })).gold).toMatchObject({ state: 'waiting' })
  await keepGold(kit.services, job, { state: 'done', rows: 2, live: 0.9, canary: 0.8 })
  expect(await judgeCanaries(kit.services)).toMatchObject([{ act: 'rollback' }])
  expect((await newest())?.reason).toContain('gold rows')
  expect(await findGoldOrder(kit.services, job)).toBeNull()
})

test('a shadow is measured and never answers: it stays when the canary ends', async () => {
  await setShadow(owner, { id, modelVersionId: second })
  expect(await served()).toMatchObject({ modelVersionId: first, shadow: { role: 'shadow' }, canary: null })
  await count('live', 40)
  await count('shadow', 40, 0, 30)
  expect((await compareTraffic(owner, { id })).versions).toMatchObject([
    { role: 'live', percent: 100 },
    { role: 'shadow', percent: 0, agreement: 0.75 },
  ])
  await start()
  await endCanary(owner, { id })
  expect((await served())?.shadow?.modelVersionId).toBe(second)
  await start()
  await promoteCanary(owner, { id })
  expect(await served()).toMatchObject({ modelVersionId: second, shadow: null, watched: false })
})

test('a damaged version makes way for the one before it, a damaged canary for the live one, once', async () => {
  const broken = { workspaceId: owner.workspaceId, deploymentId: id, modelVersionId: second }
  await deploy(owner, { id, modelVersionId: second })
  const all = await Promise.all([1, 2, 3].map(() => withdrawBroken(kit.services, broken)))
  expect(all.filter((one) => one !== null)).toEqual([{ revision: 3 }])
  expect(await served()).toMatchObject({ modelVersionId: first })
  expect((await newest())?.reason).toContain('damaged')
  // What it went back to is damaged too: no going to and fro.
  expect(await withdrawBroken(kit.services, { ...broken, modelVersionId: first })).toBeNull()
  await start()
  expect(await withdrawBroken(kit.services, broken)).toEqual({ revision: 5 })
  expect(await served()).toMatchObject({ modelVersionId: first, canary: null })
})

test('nothing is judged while the deployment is stopped', async () => {
  await start(20, { rules })
  await count('canary', 25, 5)
  await stopDeployment(owner, { id })
  expect(await judgeCanaries(kit.services)).toEqual([])
})
