import { startClockRunner } from './clock-runner.ts'
import { accountOf } from './engine/account.ts'
import { idFrom } from './engine/ids.ts'
import { noFaults } from './faults.ts'
import { forgetOldKeys } from './http/idempotency.ts'
import { buildServer } from './http/server.ts'
import type { StripeLocal, StripeLocalOptions, WebhookEndpointOption } from './options.ts'
import { buildEndpoint } from './resources/events.ts'
import { routes } from './resources/routes.ts'
import { type Runtime, transact } from './runtime.ts'
import { openStore, type Sql } from './store.ts'
import { startSender } from './webhooks/sender.ts'

/**
 * Starts a local Stripe and resolves once it listens. All state is committed to PostgreSQL before it is
 * acknowledged, so that killing the process loses nothing: clocks and webhooks go on where they stopped.
 */
export async function startStripeLocal(opts: StripeLocalOptions): Promise<StripeLocal> {
  const sql = await openStore(opts.databaseUrl, opts.schema ?? 'stripe_local')
  const faults = { ...noFaults, ...opts.faults }
  const runtime: Runtime = {
    sql,
    settings: {
      publicUrl: '',
      afterFinalRetry: opts.afterFinalRetry ?? 'cancel',
      meterDelayMs: () => faults.meterDelayMs,
    },
    faults,
    log: opts.log ?? (() => {}),
    onExchange: opts.onExchange ?? (() => {}),
    wakeWebhooks: () => {},
    wakeClocks: () => {},
  }
  try {
    await forgetOldKeys(sql)
    await adoptRows(sql, accountOf(opts.secretKeys?.[0] ?? 'sk_test_local'))
    for (const endpoint of opts.webhookEndpoints ?? []) await registerEndpoint(runtime, endpoint)
    const app = buildServer(runtime, routes, opts.secretKeys)
    const host = opts.host ?? '127.0.0.1'
    await app.listen({ port: opts.port, host })
    const address = app.server.address()
    const port = address !== null && typeof address === 'object' ? address.port : opts.port
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
    runtime.settings.publicUrl = (opts.publicUrl ?? url).replace(/\/$/, '')
    const sender = startSender(runtime)
    const clocks = startClockRunner(runtime)
    runtime.wakeWebhooks = sender.wake
    runtime.wakeClocks = clocks.wake
    return {
      url,
      port,
      async close() {
        await app.close()
        await Promise.all([sender.stop(), clocks.stop()])
        await sql.end({ timeout: 5 })
      },
    }
  } catch (error) {
    await sql.end({ timeout: 5 })
    throw error
  }
}

/** Rows of a time before accounts belong to the account that was the only one. */
async function adoptRows(sql: Sql, account: string): Promise<void> {
  await sql`update objects set account = ${account} where account = '' and type <> 'webhook_endpoint'`
  await sql`update meter_events set account = ${account} where account = ''`
}

/** One endpoint per URL, with the secret and events of the last start. */
async function registerEndpoint(runtime: Runtime, option: WebhookEndpointOption): Promise<void> {
  const id = idFrom('we', option.url)
  await transact(runtime, { ordered: true }, async (work) => {
    const fresh = buildEndpoint({
      id,
      url: option.url,
      secret: option.secret,
      enabledEvents: option.enabledEvents ?? ['*'],
    })
    const given = { ...fresh, _given: true, _connect: option.connect === true }
    const known = await work.find('webhook_endpoint', id)
    if (known === undefined) await work.create('webhook_endpoint', given)
    else await work.save('webhook_endpoint', { ...given, created: known.created })
  })
}
