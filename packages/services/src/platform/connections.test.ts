import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Money, startMoney, until } from '../billing/fixture.ts'
import type { OperatorCtx } from '../core/context.ts'
import { openMemoryStore } from '../testing/memory-store.ts'
import { getConnections } from './connections.ts'
import { testConnection } from './test-connection.ts'

let money: Money
let ctx: OperatorCtx
beforeAll(async () => {
  money = await startMoney()
  const owner = await money.createWorkspace()
  ctx = { ...money.operator(), actor: owner.actor, store: openMemoryStore() }
})
afterAll(() => money.close())

test('tries the database, and names migrations that are missing', async () => {
  expect(await testConnection(ctx, { part: 'database' })).toMatchObject({ ok: true })
  const inForce = { database: '', objectStore: '', stripeKey: '', migrations: 10_000 }
  const behind = await testConnection({ ...ctx, inForce }, { part: 'database' })
  expect(behind).toMatchObject({ ok: false, steps: [{ ok: true }, { step: 'migrations', ok: false }] })
  expect(behind.steps[1]?.detail).toMatch(/Run the migrations/)
})

test('writes, reads and removes a file, and stops at the step that fails', async () => {
  expect((await testConnection(ctx, { part: 'storage' })).steps.map(({ step }) => step)).toEqual([
    'write',
    'read',
    'remove',
  ])
  const broken = {
    ...ctx.store,
    put: () => Promise.reject(new Error('The bucket is closed.')),
  }
  expect(await testConnection({ ...ctx, store: broken }, { part: 'storage' })).toMatchObject({
    ok: false,
    steps: [{ step: 'write', ok: false, detail: 'The bucket is closed.' }],
  })
})

test('asks Stripe whose key it is, and misses the webhook endpoint of another path', async () => {
  const steps = (await testConnection(ctx, { part: 'stripe' })).steps
  expect(steps[0]).toMatchObject({ step: 'account', ok: true, detail: expect.stringMatching(/^acct_/) })
  expect(steps[1]).toMatchObject({ step: 'webhook_endpoint' })
})

test('hands a test mail to the workers, once, to whoever asks', async () => {
  const sent = testConnection(ctx, { part: 'mail' })
  const job = await until('queued', async () => {
    const rows = await money.owner<{ id: string; to: string; max_attempts: number }[]>`
      select j.id, j.payload->>'to' as to, j.max_attempts from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'mail.send'`
    return rows[0]
  })
  const [user] = await ctx.dbs.platform
    .select()
    .from(tables.user)
    .where(eq(tables.user.id, ctx.actor.id ?? ''))
  expect(job).toMatchObject({ to: user?.email, max_attempts: 1 })
  await money.owner`select graphile_worker.complete_jobs(array[${job.id}::bigint])`
  expect(await sent).toMatchObject({ ok: true, steps: [{ detail: user?.email }, { step: 'mail_sent' }] })
})

test('shows what is set, and no secret', async () => {
  const shown = await getConnections(ctx)
  expect(shown.stripe).toMatchObject({ mode: 'local', webhookUrl: `${ctx.publicUrl}/webhooks/stripe` })
  expect(shown.mail).toBeNull()
})
