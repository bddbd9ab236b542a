import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBatch } from '../batch/index.ts'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { createDeployment } from '../deployment/index.ts'
import { requestEngagement } from '../engagement/index.ts'
import { exportModelVersion } from '../model/index.ts'
import { readDeploymentStatus, setPublicStatus } from '../status/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { inviteMember } from '../workspace/index.ts'
import { listFeatures, overrideFeature, ownFeatures, setFeature } from './manage.ts'
import { isSignUpOpen, requireSignUp } from './may-sign-up.ts'

let kit: TestServices
let operator: OperatorCtx
let ctx: WorkspaceCtx
let other: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  ctx = await kit.addWorkspace()
  other = await kit.addWorkspace('Bob & Co')
  operator = { ...kit.services, actor: ctx.actor, isOperator: true }
})
afterAll(() => kit?.close())

const off = { code: 'forbidden', param: 'feature' }

test('what is off is refused to everybody but a workspace whose own switch is on, and the log says so', async () => {
  const models = { mine: await addModelVersion(ctx), theirs: await addModelVersion(other) }
  const batchOf = async (who: WorkspaceCtx, model: typeof models.mine) => {
    const { id } = await createDeployment(who, { name: 'Live', modelVersionId: model.modelVersionId })
    return startBatch(who, { deploymentId: id, datasetVersionId: model.datasetVersionId })
  }
  await batchOf(ctx, models.mine)
  await setFeature(operator, { name: 'batches', enabled: false })
  await overrideFeature(operator, { name: 'batches', workspaceId: other.workspaceId, enabled: true })
  await expect(batchOf(ctx, models.mine)).rejects.toMatchObject(off)
  await batchOf(other, models.theirs)
  expect(await ownFeatures(ctx)).toMatchObject({ batches: false, sponsors: true })
  expect((await listFeatures(operator)).find(({ name }) => name === 'batches')).toMatchObject({
    enabled: false,
    overrides: [{ workspaceName: 'Bob & Co', enabled: true }],
  })
  await overrideFeature(operator, { name: 'batches', workspaceId: other.workspaceId, enabled: null })
  await expect(batchOf(other, models.theirs)).rejects.toMatchObject(off)
  const { auditEvent } = tables
  const logged = await kit.services.dbs.platform
    .select({ action: auditEvent.action })
    .from(auditEvent)
    .where(eq(auditEvent.subjectId, 'batches'))
  expect(logged.map(({ action }) => action).sort()).toEqual([
    'feature.overridden',
    'feature.overridden',
    'feature.set',
  ])
})

test('downloads, requests for service and public pages are refused in their verbs', async () => {
  const { modelVersionId } = await addModelVersion(ctx)
  const { id } = await createDeployment(ctx, { name: 'Live', modelVersionId })
  await setPublicStatus(ctx, { id, public: true })
  await readDeploymentStatus(kit.services, { id })
  for (const name of ['model_exports', 'service_requests', 'public_pages'] as const)
    await setFeature(operator, { name, enabled: false })
  await expect(exportModelVersion(ctx, { id: modelVersionId, format: 'onnx' })).rejects.toMatchObject(off)
  await expect(
    requestEngagement(ctx, { title: 'T', brief: 'B', dataKind: 'text', currency: 'eur' }),
  ).rejects.toMatchObject(off)
  await expect(setPublicStatus(ctx, { id, public: true })).rejects.toMatchObject(off)
  await setPublicStatus(ctx, { id, public: true }).catch(() => {})
  await expect(readDeploymentStatus(kit.services, { id })).rejects.toMatchObject({ code: 'not_found' })
})

test('a closed sign-up lets in whoever is invited, and is for everybody or nobody', async () => {
  expect(await isSignUpOpen(kit.services)).toBe(true)
  await setFeature(operator, { name: 'sign_up', enabled: false })
  await expect(requireSignUp(kit.services, 'eve@example.com')).rejects.toMatchObject(off)
  await inviteMember(ctx, { email: 'eve@example.com', role: 'viewer' })
  await requireSignUp(kit.services, 'Eve@Example.com')
  const { workspaceId } = ctx
  await expect(
    overrideFeature(operator, { name: 'sign_up', workspaceId, enabled: true }),
  ).rejects.toMatchObject({ code: 'invalid_request' })
})
