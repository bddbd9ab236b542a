import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { archiveModel } from '../model/index.ts'
import {
  addModelVersion,
  addNextModelVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import {
  createDeployment,
  deploy,
  findServedDeployment,
  getDeployment,
  startDeployment,
  stopDeployment,
} from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

const served = async (id: string) =>
  (await findServedDeployment(kit.services.dbs.platform, id))?.modelVersionId
const addTwoVersions = async () => {
  const first = await addModelVersion(owner)
  const second = await addNextModelVersion(owner, first, 2)
  const { id } = await createDeployment(owner, { name: 'Live', modelVersionId: first.modelVersionId })
  return { id, first: first.modelVersionId, second: second.modelVersionId, modelId: first.modelId }
}

test('deploying and rolling back is the same verb, and each is a revision that names its version', async () => {
  const { id, first, second } = await addTwoVersions()
  expect(await deploy(owner, { id, modelVersionId: second })).toEqual({ revision: 2 })
  expect(await served(id)).toBe(second)
  expect(await deploy(owner, { id, modelVersionId: first })).toEqual({ revision: 3 })
  expect(await served(id)).toBe(first)
  const { revisions, endpoint } = await getDeployment(owner, { id })
  expect(revisions.map((r) => [r.revision, r.modelVersionId])).toEqual([
    [3, first],
    [2, second],
    [1, first],
  ])
  expect(endpoint).toBe(`http://localhost:3000/v1/predict/${id}`)
})

test('deploying what is deployed makes no new revision', async () => {
  const { id, second } = await addTwoVersions()
  await deploy(owner, { id, modelVersionId: second })
  expect(await deploy(owner, { id, modelVersionId: second })).toEqual({ revision: 2 })
})

test('how answers are decided is fixed with a revision, audited, and comes back with a rollback', async () => {
  const { id, first, second } = await addTwoVersions()
  const policy = { choose: { by: 'thresholds' as const, thresholds: { spam: 0.3 } }, abstainBelow: 0.6 }
  expect(await deploy(owner, { id, modelVersionId: first, policy })).toEqual({ revision: 2 })
  expect(await deploy(owner, { id, modelVersionId: first, policy: structuredClone(policy) })).toEqual({
    revision: 2,
  })
  expect(await findServedDeployment(kit.services.dbs.platform, id)).toMatchObject({ policy, revision: 2 })
  expect(await deploy(owner, { id, modelVersionId: second })).toEqual({ revision: 3 })
  expect(await findServedDeployment(kit.services.dbs.platform, id)).toMatchObject({ policy: null })
  const { revisions } = await getDeployment(owner, { id })
  expect(revisions.map((revision) => revision.policy)).toEqual([null, policy, null])
  const audited = await kit.services.dbs.sql.platform`
    select detail from audit_event where subject_id = ${id}`
  expect(JSON.stringify(audited)).toContain('abstainBelow')
  await expect(
    kit.services.dbs.sql.platform`update deployment_revision set policy = null where deployment_id = ${id}`,
  ).rejects.toThrow(/permission denied/)
})

test('a policy that names a label the version does not have is refused', async () => {
  const { id, first } = await addTwoVersions()
  const policy = { choose: { by: 'thresholds' as const, thresholds: { eggs: 0.3 } }, abstainBelow: null }
  for (const attempt of [
    () => deploy(owner, { id, modelVersionId: first, policy }),
    () => createDeployment(owner, { name: 'Live', modelVersionId: first, policy }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'invalid_request', param: 'policy' })
})

test('deploys at once are numbered without gaps, and the last one is served', async () => {
  const { id, first, second } = await addTwoVersions()
  const turns = Array.from({ length: 10 }, (_, i) =>
    deploy(owner, { id, modelVersionId: i % 2 ? first : second }),
  )
  await Promise.all(turns)
  const { revisions, revision } = await getDeployment(owner, { id })
  expect(revisions.map((r) => r.revision)).toEqual(Array.from({ length: revision }, (_, i) => revision - i))
  expect(await served(id)).toBe(revisions[0]?.modelVersionId)
})

test('a version of another model is refused, one of another workspace is unknown', async () => {
  const { id } = await addTwoVersions()
  const other = await addModelVersion(owner)
  await expect(deploy(owner, { id, modelVersionId: other.modelVersionId })).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'modelVersionId',
  })
  const foreign = await addModelVersion(await kit.addWorkspace())
  for (const attempt of [
    () => deploy(owner, { id, modelVersionId: foreign.modelVersionId }),
    () => createDeployment(owner, { name: 'Live', modelVersionId: foreign.modelVersionId }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})

test('stopping twice keeps the first moment, and starting serves again', async () => {
  const { id } = await addTwoVersions()
  await stopDeployment(owner, { id })
  const { stoppedAt } = await getDeployment(owner, { id })
  kit.passTime(60_000)
  await stopDeployment(owner, { id })
  expect((await getDeployment(owner, { id })).stoppedAt).toEqual(stoppedAt)
  expect(await findServedDeployment(kit.services.dbs.platform, id)).toMatchObject({ stopped: true })
  await startDeployment(owner, { id })
  expect(await findServedDeployment(kit.services.dbs.platform, id)).toMatchObject({ stopped: false })
})

test('a model can be archived only when nothing serves it any more', async () => {
  const { id, modelId } = await addTwoVersions()
  await expect(archiveModel(owner, { id: modelId })).rejects.toMatchObject({ code: 'conflict' })
  await stopDeployment(owner, { id })
  await archiveModel(owner, { id: modelId })
})

test('an archived model is served by no deployment: neither started again nor newly made', async () => {
  const { id, modelId, first, second } = await addTwoVersions()
  await stopDeployment(owner, { id })
  await archiveModel(owner, { id: modelId })
  for (const attempt of [
    () => startDeployment(owner, { id }),
    () => deploy(owner, { id, modelVersionId: second }),
    () => createDeployment(owner, { name: 'Live', modelVersionId: first }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'conflict' })
  expect(await findServedDeployment(kit.services.dbs.platform, id)).toMatchObject({ stopped: true })
})
