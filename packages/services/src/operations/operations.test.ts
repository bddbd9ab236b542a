import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { createDeployment } from '../deployment/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { createWebhook } from '../webhook/index.ts'
import { announceWorker } from '../worker/presence.ts'
import { renameWorkspace } from '../workspace/index.ts'
import { exportPlatformAudit, listPlatformAudit } from './audit-log.ts'
import { listPlatformDeployments } from './list-deployments.ts'
import { listEndpoints } from './list-endpoints.ts'
import { listJobs } from './list-jobs.ts'
import { discardJobs, retryJobs } from './settle-dead-jobs.ts'
import { listStripeEvents, replayStripeEvent } from './stripe-events.ts'
import { system } from './system.ts'

let kit: TestServices
let operator: OperatorCtx
let owner: WorkspaceCtx
let queue: postgres.Sql
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
  operator = { ...kit.services, actor: owner.actor, isOperator: true }
  queue = postgres(kit.database.url, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  await queue?.end()
  await kit?.close()
})

const exhaust = (name: string) => queue`
  update graphile_worker._private_jobs j set attempts = max_attempts, last_error = 'The disk is full.'
  from graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = ${name}`

describe('the queue', () => {
  it('names what waits with its workspace, and keeps what a mail says to itself', async () => {
    const { workspaceId } = owner
    await kit.services.dbs.platform.transaction(async (tx) => {
      await enqueue(tx, 'model.train', { workspaceId, trainingJobId: 'job_1' })
      await enqueue(tx, 'mail.send', {
        to: 'eve@example.com',
        subject: 'Hello',
        text: 'https://x/invite/secret',
      })
    })
    const { items } = await listJobs(operator, { name: 'model.train' })
    expect(items).toMatchObject([
      { state: 'waiting', workspaceId, workspaceName: 'Ada & Co', subject: 'job_1', attempts: 0 },
    ])
    const mails = await listJobs(operator, { name: 'mail.send' })
    expect(mails.items[0]?.subject).toBe('eve@example.com')
    expect(JSON.stringify(mails)).not.toContain('secret')
  })

  it('retries and discards what failed for good, and nothing that still waits', async () => {
    await exhaust('model.train')
    const dead = await listJobs(operator, { state: 'dead' })
    expect(dead).toMatchObject({ total: 1, items: [{ name: 'model.train', lastError: 'The disk is full.' }] })
    const waiting = (await listJobs(operator, { name: 'mail.send' })).items[0]?.id ?? ''
    expect(await discardJobs(operator, { ids: [waiting] })).toEqual({ jobs: 0 })
    expect(await retryJobs(operator, { ids: null })).toEqual({ jobs: 1 })
    expect((await listJobs(operator, { name: 'model.train' })).items[0]).toMatchObject({
      state: 'waiting',
      attempts: 0,
    })
    await exhaust('model.train')
    const id = dead.items[0]?.id ?? ''
    expect(await discardJobs(operator, { ids: [id] })).toEqual({ jobs: 1 })
    expect(await listJobs(operator, { state: 'dead' })).toEqual({ items: [], total: 0 })
    expect(() => retryJobs(operator, { ids: ['1; drop table job'] })).toThrow(/a job by its number/)
  })
})

it('shows each worker’s load, memory and version, and adds up what all of them did in an hour', async () => {
  const jobsLastHour = [{ name: 'mail.send', done: 2, failed: 1 }]
  for (const id of ['wrk_a', 'wrk_b'])
    await announceWorker(kit.services, {
      id,
      url: 'http://127.0.0.1:1',
      queueWorkerIds: [],
      info: { version: '1.2.3', load: 0.5, cores: 4, memoryBytes: 5, jobsLastHour },
    })
  const view = await system(operator)
  expect(view.workers).toMatchObject([
    { id: 'wrk_a', version: '1.2.3', load: 0.5, cores: 4, memoryBytes: 5, silent: false, backend: null },
    { id: 'wrk_b' },
  ])
  expect(view.queue.find(({ name }) => name === 'mail.send')).toMatchObject({
    waiting: 1,
    doneLastHour: 4,
    failedLastHour: 2,
  })
})

it('lists the deployments of all workspaces with a day’s calls, errors and p95', async () => {
  const model = await addModelVersion(owner)
  const { id } = await createDeployment(owner, { name: 'Spam filter', modelVersionId: model.modelVersionId })
  const other = await kit.addWorkspace('Bob & Co')
  const theirs = await addModelVersion(other)
  await createDeployment(other, { name: 'Router', modelVersionId: theirs.modelVersionId })
  const counts = { answered: 9, failed: 1, latencies: [...Array(20).fill(0), 9] }
  await kit.services.dbs.platform
    .insert(tables.deploymentFigures)
    .values({ workspaceId: owner.workspaceId, deploymentId: id, span: 'hour', at: new Date(), ...counts })
  const { items, total } = await listPlatformDeployments(operator, {})
  expect(total).toBe(2)
  expect(items[0]).toMatchObject({ id, workspaceName: 'Ada & Co', calls: 10, broken: 1, stopped: false })
  expect(items[0]?.p95Ms).toBeCloseTo(8)
  expect((await listPlatformDeployments(operator, { search: 'bob' })).items).toMatchObject([
    { name: 'Router', calls: 0, p95Ms: null },
  ])
  expect(await listPlatformDeployments(operator, { state: 'stopped' })).toEqual({ items: [], total: 0 })
})

it('shows what Stripe sent and what became of it, and applies one event again', async () => {
  const { stripeEvent } = tables
  const id = newId('evt')
  await kit.services.dbs.platform.insert(stripeEvent).values([
    { id, stripeEventId: 'evt_a', type: 'invoice.paid', payload: {}, error: 'Stripe did not answer.' },
    { id: newId('evt'), stripeEventId: 'evt_b', type: 'invoice.paid', payload: {}, handledAt: new Date() },
  ])
  expect((await listStripeEvents(operator, { state: 'failed' })).items).toMatchObject([
    { id, error: 'Stripe did not answer.', attempts: 0 },
  ])
  expect((await listStripeEvents(operator, { type: 'invoice.' })).total).toBe(2)
  expect((await listStripeEvents(operator, { type: 'customer.' })).total).toBe(0)
  await replayStripeEvent(operator, { id })
  expect((await kit.queued('stripe.apply_event'))[0]).toEqual({ stripeEventId: id })
  expect((await listStripeEvents(operator, { state: 'waiting' })).items).toMatchObject([{ id, error: null }])
  await expect(replayStripeEvent(operator, { id: 'evt_none' })).rejects.toMatchObject({ code: 'not_found' })
})

it('shows the webhook endpoints that fail, and all of them where asked', async () => {
  const { id } = await createWebhook(owner, { url: 'https://example.com/', events: ['training.finished'] })
  expect(await listEndpoints(operator, {})).toEqual({ items: [], total: 0 })
  expect((await listEndpoints(operator, { all: true })).total).toBe(1)
  await kit.services.dbs.platform
    .update(tables.webhookEndpoint)
    .set({ failingSince: new Date() })
    .where(eq(tables.webhookEndpoint.id, id))
  expect((await listEndpoints(operator, {})).items).toMatchObject([
    { id, workspaceName: 'Ada & Co', lastStatus: null, pending: 0, failed: 0 },
  ])
})

it('finds entries of the whole platform by person, workspace, action and day, also as CSV', async () => {
  await renameWorkspace(owner, { name: 'Ada, Ben & Co' })
  const today = new Date().toISOString().slice(0, 10)
  const of = { workspace: 'ada, ben', action: 'workspace.', actor: 'owner', from: today, to: today }
  expect(await listPlatformAudit(operator, of)).toMatchObject({
    total: 1,
    items: [{ action: 'workspace.renamed', actor: 'owner', workspaceName: 'Ada, Ben & Co' }],
  })
  expect((await listPlatformAudit(operator, { ...of, to: '2020-01-01' })).total).toBe(0)
  expect((await listPlatformAudit(operator, { actor: 'nobody' })).total).toBe(0)
  const { content } = await exportPlatformAudit(operator, of)
  const text = (await content.toArray()).join('')
  expect(text.split('\r\n').filter(Boolean)).toHaveLength(2)
  expect(text).toContain('"Ada, Ben & Co"')
  expect((await listPlatformAudit(operator, { action: 'audit.exported' })).total).toBe(1)
})
