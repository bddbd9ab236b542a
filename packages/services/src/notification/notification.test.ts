import { tables } from '@assay/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { createDeployment } from '../deployment/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { warnOfQuota } from '../webhook/index.ts'
import { listMailChoices, sendDigests, setMailChoice } from './index.ts'
import { peopleWanting } from './recipients.ts'
import { tellTraining } from './tell-training.ts'

let kit: TestServices
let owner: WorkspaceCtx
let member: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const addressOf = (ctx: WorkspaceCtx) => `${ctx.actor.id}@example.com`
const settle = async () => {
  owner = await kit.addWorkspace('Engines')
  member = await kit.addMember(owner.workspaceId, 'member')
}
const wanting = (kind: Parameters<typeof peopleWanting>[2], concerned: string | null = null) =>
  kit.services.dbs.platform.transaction(async (tx) =>
    (await peopleWanting(tx, owner.workspaceId, kind, concerned)).sort(),
  )
const mailsTo = async (ctx: WorkspaceCtx) =>
  (await kit.queued('mail.send')).filter(({ to }) => to === addressOf(ctx))

test('mails go to owners and admins until somebody chooses, and then to whoever wants them', async () => {
  await settle()
  expect(await wanting('quota')).toEqual([addressOf(owner)])
  await setMailChoice(owner, { kind: 'quota', wanted: false })
  await setMailChoice(member, { kind: 'quota', wanted: true })
  expect(await wanting('quota')).toEqual([addressOf(member)])
  expect(await wanting('drift')).toEqual([addressOf(owner)])
  const chosen = Object.fromEntries((await listMailChoices(member)).map(({ kind, wanted }) => [kind, wanted]))
  expect(chosen).toMatchObject({ quota: true, drift: false, training: true, digest: false })
})

test('a choice holds in its own workspace alone', async () => {
  await settle()
  const elsewhere = await kit.addWorkspace('Elsewhere')
  await setMailChoice(owner, { kind: 'drift', wanted: false })
  expect((await listMailChoices(elsewhere)).find(({ kind }) => kind === 'drift')?.wanted).toBe(true)
})

test('a long or failed run is told to whoever began it, and to nobody else', async () => {
  await settle()
  const { trainingJobId } = await addModelVersion(member)
  const platform = kit.services.dbs.platform
  await platform.update(tables.trainingJob).set({ createdBy: member.actor.id })
  const tell = (seconds: number, error: { code: string; message: string } | null = null) =>
    platform.transaction((tx) =>
      tellTraining(kit.services, tx, {
        workspaceId: owner.workspaceId,
        jobId: trainingJobId,
        seconds,
        error,
      }),
    )
  await tell(10)
  expect(await mailsTo(member)).toHaveLength(0)
  await tell(300)
  expect((await mailsTo(member)).map(({ subject }) => subject)).toEqual([
    expect.stringContaining('has finished training'),
  ])
  expect(await mailsTo(owner)).toHaveLength(0)
  await setMailChoice(owner, { kind: 'training', wanted: true })
  await tell(10, { code: 'x', message: 'No rows.' })
  expect((await mailsTo(member))[0]?.text).toContain('No rows.')
  expect(await mailsTo(owner)).toHaveLength(0)
  await setMailChoice(member, { kind: 'training', wanted: false })
  await tell(600)
  expect((await mailsTo(member)).map(({ subject }) => subject)).toEqual([expect.stringContaining('failed')])
})

test('reaching the quota is mailed once, and not to whoever declined', async () => {
  await settle()
  await setMailChoice(member, { kind: 'quota', wanted: true })
  await setMailChoice(owner, { kind: 'quota', wanted: false })
  const sql = kit.services.dbs.sql.platform
  await sql`update quota_balance set used = hard_limit where workspace_id = ${owner.workspaceId}`
  await warnOfQuota(kit.services)
  await warnOfQuota(kit.services)
  expect((await mailsTo(member)).map(({ subject }) => subject)).toContain(
    'Engines: 100 % of the predictions are used',
  )
  expect(await mailsTo(member)).toHaveLength(3)
  expect(await mailsTo(owner)).toHaveLength(0)
})

test('the weekly summary comes seven days after it was asked for, once a week, with what happened', async () => {
  await settle()
  const { modelVersionId } = await addModelVersion(owner)
  const { id: deploymentId } = await createDeployment(owner, { name: 'Live', modelVersionId })
  await setMailChoice(owner, { kind: 'digest', wanted: true })
  expect(await sendDigests(kit.services)).toBe(0)
  kit.passTime(7.1 * 86_400_000)
  await kit.services.dbs.platform.insert(tables.deploymentFigures).values({
    workspaceId: owner.workspaceId,
    deploymentId,
    span: 'hour',
    at: new Date(kit.services.now().getTime() - 86_400_000),
    answered: 1_200,
    inputs: 2_400,
    failed: 3,
  })
  expect(await sendDigests(kit.services)).toBe(1)
  expect(await sendDigests(kit.services)).toBe(0)
  const [mail] = await mailsTo(owner)
  expect(mail).toMatchObject({ subject: 'Engines: your week' })
  expect(mail?.text).toContain('Live: 1,200 calls, 2,400 predictions, 3 not answered')
  kit.passTime(7.1 * 86_400_000)
  await setMailChoice(owner, { kind: 'digest', wanted: false })
  expect(await sendDigests(kit.services)).toBe(0)
})
