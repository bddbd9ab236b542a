import { randomBytes } from 'node:crypto'
import { newId } from '@assay/db'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { pingQueue } from '../core/readiness.ts'
import type { ConnectionPart, ConnectionTest } from '../views.ts'
import type { ConnectionTrial } from './connection-trial.ts'
import { webhookUrlOf } from './connections.ts'
import { testMailSteps } from './test-mail.ts'

export const testConnectionInput = z.strictObject({ part: z.enum(['database', 'storage', 'stripe', 'mail']) })

/** Really tries one of the platform's connections, step by step; nothing of it stays. */
export const testConnection = async (
  ctx: OperatorCtx,
  input: z.input<typeof testConnectionInput>,
): Promise<ConnectionTest> => {
  const { part } = testConnectionInput.parse(input)
  const done: ConnectionTest['steps'] = []
  for (const { step, run } of stepsOf[part](ctx)) {
    const startedMs = performance.now()
    const outcome = await run().then(
      (detail) => ({ ok: true, detail }),
      (error: unknown) => ({ ok: false, detail: error instanceof Error ? error.message : String(error) }),
    )
    done.push({ step, ms: performance.now() - startedMs, ...outcome })
    if (!outcome.ok) break
  }
  return { ok: done.every(({ ok }) => ok), steps: done }
}

const stepsOf: Record<ConnectionPart, (ctx: OperatorCtx) => ConnectionTrial[]> = {
  database: (ctx) => [
    {
      step: 'ping',
      run: async () => {
        const [row] = await ctx.dbs.platform.execute<{ version: string }>(
          sql`select current_setting('server_version') as version`,
        )
        return row ? `PostgreSQL ${row.version}` : null
      },
    },
    { step: 'migrations', run: () => compareMigrations(ctx) },
    { step: 'queue', run: () => pingQueue(ctx).then(() => null) },
  ],
  storage: (ctx) => {
    const key = `connection-tests/${newId('req')}`
    const bytes = randomBytes(1024)
    return [
      { step: 'write', run: () => ctx.store.put(key, bytes).then(({ bytes: size }) => `${size} B`) },
      {
        step: 'read',
        run: async () => {
          if (!bytes.equals(await ctx.store.get(key))) throw new Error('Other bytes came back than were put.')
          return null
        },
      },
      { step: 'remove', run: () => ctx.store.remove(key).then(() => null) },
    ]
  },
  stripe: (ctx) => {
    const account = ctx.stripe.describeAccount()
    // It is awaited by the first step; that one tells what went wrong.
    account.catch(() => {})
    return [
      { step: 'account', run: async () => (await account).id },
      {
        step: 'webhook_endpoint',
        run: async () =>
          findEndpoint((await account).webhookEndpoints, webhookUrlOf(ctx), ctx.stripe.isLocal),
      },
    ]
  },
  mail: testMailSteps,
}

const compareMigrations = async (ctx: OperatorCtx): Promise<string> => {
  const [row] = await ctx.dbs.platform.execute<{ applied: number }>(
    sql`select applied_migrations() as applied`,
  )
  const applied = row?.applied ?? 0
  const known = ctx.inForce?.migrations ?? applied
  if (applied < known)
    throw new Error(
      `${known - applied} of ${known} migrations are missing. Run the migrations, then restart.`,
    )
  return `${applied} / ${known}`
}

/** The local Stripe reaches this machine by its loopback, whatever people call it. */
const findEndpoint = (
  endpoints: { url: string; enabled: boolean }[],
  url: string,
  isLocal: boolean,
): string => {
  const path = new URL(url).pathname
  const own = endpoints.filter((one) => one.url === url || (isLocal && new URL(one.url).pathname === path))
  if (own.length === 0)
    throw new Error(`Stripe has no webhook endpoint for ${url}. Add one in Stripe's dashboard.`)
  const enabled = own.find((one) => one.enabled)
  if (!enabled) throw new Error(`The webhook endpoint ${url} is disabled in Stripe. Enable it there.`)
  return enabled.url
}
