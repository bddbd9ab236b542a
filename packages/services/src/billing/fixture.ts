import { createServer } from 'node:http'
import { createStripeGateway } from '@assay/billing/stripe'
import { newId, openDatabases, tables, type WorkspaceRole } from '@assay/db'
import { startStripeLocal } from '@assay/stripe-local'
import { startChecking } from '@assay/stripe-local/spec'
import { createTestDatabase } from '@assay/testkit'
import { asc, eq, isNull } from 'drizzle-orm'
import postgres from 'postgres'
import Stripe from 'stripe'
import type { OperatorCtx, Services, WorkspaceCtx } from '../core/context.ts'
import { recordPredictions } from '../usage/index.ts'
import { applyStripeEvent } from './apply-event.ts'
import { startCheckout } from './checkout.ts'
import { ensureFreeSubscription } from './free-subscription.ts'
import { gatherUsage } from './gather-usage.ts'
import { receiveStripeEvent } from './receive-event.ts'
import { sendUsage } from './send-usage.ts'
import { syncCatalogue } from './sync-catalogue.ts'

export const webhookSecret = 'whsec_services_test'

const refused = (): never => {
  throw new Error('billing touches neither files nor mail')
}

export const until = async <T>(
  what: string,
  probe: () => Promise<T | false | null | undefined>,
): Promise<T> => {
  for (let tries = 0; tries < 400; tries++) {
    const found = await probe()
    if (found !== false && found !== null && found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`never happened: ${what}`)
}

/**
 * A database of its own, a local Stripe with the real SDK before it, and its webhooks received over HTTP. At the end
 * every request that the product sent is held against the types of Stripe's API version.
 */
export const startMoney = async () => {
  const database = await createTestDatabase()
  const dbs = openDatabases(database.url, { app: 12, platform: 6 })
  const owner = postgres(database.url, { max: 2, onnotice: () => {} })
  let services: Services
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      receiveStripeEvent(services, Buffer.concat(chunks), String(request.headers['stripe-signature'])).then(
        () => response.writeHead(200).end(),
        () => response.writeHead(400).end(),
      )
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  const receiverPort = address !== null && typeof address === 'object' ? address.port : 0
  const checking = startChecking()
  const local = await startStripeLocal({
    databaseUrl: database.url,
    port: 0,
    onExchange: checking.onExchange,
    webhookEndpoints: [{ url: `http://127.0.0.1:${receiverPort}/webhooks/stripe`, secret: webhookSecret }],
  })
  const now = () => new Date()
  services = {
    dbs,
    store: {
      put: refused,
      get: refused,
      stream: refused,
      localPath: refused,
      remove: refused,
      check: refused,
    },
    stripe: createStripeGateway({ secretKey: 'sk_test_local', apiBase: local.url, webhookSecret, now }),
    now,
    publicUrl: 'http://localhost:3000',
  }
  const stripe = new Stripe('sk_test_local', { host: '127.0.0.1', port: local.port, protocol: 'http' })
  await syncCatalogue(services)

  const delivered = (): Promise<boolean> =>
    until('webhooks delivered', async () => {
      const [row] = await owner<{ open: number }[]>`
        select count(*)::int as open from stripe_local.deliveries where state = 'pending'`
      return row?.open === 0
    })

  const applyAll = async (): Promise<void> => {
    await delivered()
    const { stripeEvent, meterOutbox } = tables
    const events = await dbs.platform
      .select({ id: stripeEvent.id })
      .from(stripeEvent)
      .where(isNull(stripeEvent.handledAt))
      .orderBy(asc(stripeEvent.receivedAt))
    for (const { id } of events) await applyStripeEvent(services, { stripeEventId: id })
    const outbox = await dbs.platform
      .select({ id: meterOutbox.id })
      .from(meterOutbox)
      .where(eq(meterOutbox.state, 'pending'))
    for (const { id } of outbox) await sendUsage(services, { outboxId: id })
    if (events.length + outbox.length > 0) await applyAll()
  }

  const createWorkspace = async (role: WorkspaceRole = 'owner'): Promise<WorkspaceCtx> => {
    const workspaceId = newId('ws')
    const userId = newId('usr')
    const at = now()
    await dbs.platform.transaction(async (tx) => {
      await tx
        .insert(tables.user)
        .values({ id: userId, name: 'Grace', email: `${userId}@example.com`, createdAt: at, updatedAt: at })
      await tx.insert(tables.workspace).values({ id: workspaceId, name: 'Grace & Co' })
      await tx.insert(tables.member).values({ workspaceId, userId, role })
      await ensureFreeSubscription(tx, workspaceId, at)
    })
    return { ...services, actor: { type: 'user', id: userId }, workspaceId, role }
  }

  const planIdOf = async (key: string): Promise<string> => {
    const [row] = await dbs.platform
      .select({ id: tables.plan.id })
      .from(tables.plan)
      .where(eq(tables.plan.key, key))
    if (!row) throw new Error(`no plan ${key}`)
    return row.id
  }

  const pay = async (url: string, card = '4242 4242 4242 4242'): Promise<number> => {
    const body = new URLSearchParams({
      email: 'grace@example.com',
      card_number: card,
      card_expiry: '12 / 44',
      card_cvc: '123',
      name: 'Grace',
    })
    return (await fetch(url, { method: 'POST', body, redirect: 'manual' })).status
  }

  const customerOf = async (ctx: WorkspaceCtx): Promise<string> => {
    const [row] = await dbs.platform
      .select({ id: tables.workspace.stripeCustomerId })
      .from(tables.workspace)
      .where(eq(tables.workspace.id, ctx.workspaceId))
    if (!row?.id) throw new Error('no customer yet')
    return row.id
  }

  return {
    services,
    stripe,
    dbs,
    owner,
    url: database.url,
    applyAll,
    createWorkspace,
    planIdOf,
    pay,
    customerOf,
    operator: (): OperatorCtx => ({ ...services, actor: { type: 'system', id: null }, isOperator: true }),
    /** Checkout, card and webhooks: a workspace on a paid plan. */
    async subscribe(ctx: WorkspaceCtx, key: string): Promise<void> {
      const { url } = await startCheckout(ctx, { planId: await planIdOf(key) })
      await pay(url)
      await applyAll()
    },
    /** Records predictions as the gateway does, one request per quantity; resolves to who was admitted. */
    async use(
      ctx: { workspaceId: string },
      quantities: number[],
      keys?: (string | null)[],
    ): Promise<boolean[]> {
      const refusals = await recordPredictions(
        services,
        { workspaceId: ctx.workspaceId, deploymentId: 'dep_money', modelVersionId: 'mdv_money' },
        quantities.map((quantity, at) => ({
          requestId: newId('req'),
          quantity,
          apiKeyId: null,
          endUserId: null,
          idempotencyKey: keys?.[at] ?? null,
          response: '{}',
        })),
      )
      return refusals.map((refusal) => refusal === null)
    },
    gatherUsage: () => gatherUsage(services),
    /** Moves a customer's clock to `seconds` past the end of its running period, webhooks applied. */
    async passPeriod(
      ctx: WorkspaceCtx,
      afterSeconds: number,
      { apply = true }: { apply?: boolean } = {},
    ): Promise<void> {
      const customer = await stripe.customers.retrieve(await customerOf(ctx))
      if (customer.deleted || typeof customer.test_clock !== 'string') throw new Error('no clock')
      const [subscription] = (await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data
      const end = subscription?.items.data[0]?.current_period_end ?? 0
      await advanceTo(stripe, customer.test_clock, end + afterSeconds)
      await delivered()
      if (apply) await applyAll()
    },
    async close(): Promise<void> {
      await local.close()
      await new Promise((resolve) => receiver.close(resolve))
      await dbs.close()
      await owner.end({ timeout: 5 })
      await database.drop()
      const unlike = checking.problems()
      if (unlike.length > 0) throw new Error(`Requests or answers unlike Stripe's:\n${unlike.join('\n')}`)
    },
  }
}

export type Money = Awaited<ReturnType<typeof startMoney>>

const advanceTo = async (stripe: Stripe, clock: string, time: number): Promise<void> => {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: time })
  await until(
    'the clock has arrived',
    async () => (await stripe.testHelpers.testClocks.retrieve(clock)).status === 'ready',
  )
}
