import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabases } from '@assay/db'
import { keepPostgresRunning } from '@assay/db/embedded'
import { startStripeLocal } from '@assay/stripe-local'
import { type Demo, seedDemo } from './demo/seed.ts'
import { HomeInUse, holdHome, locateHome, readSecrets } from './home.ts'
import { applyMigrations } from './migrations.ts'
import { startService } from './service.ts'
import { readSettings, requireFreePort, type Settings } from './settings.ts'

type Step = () => Promise<void>

/** What must be undone at the end, the last thing first. */
const endings: { name: string; run: Step }[] = []
let stopping = false

const say = (line: string) => console.log(line)

const stop = async (code: number): Promise<void> => {
  if (stopping) return
  stopping = true
  for (const { name, run } of endings.reverse())
    await run().catch((error: unknown) => console.error(`${name}: ${String(error)}`))
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
process.on('disconnect', () => void stop(0))

/** The address of this machine's own loopback, whatever the public one is. */
const localUrl = (settings: Settings): string => `http://127.0.0.1:${settings.port}`

const showDemo = (demo: Demo): void => {
  const spam = demo.deployments.find(({ kind }) => kind === 'text')
  const curl = `curl -s ${demo.url}/v1/predict/${spam?.id} -H 'Authorization: Bearer ${demo.apiKey}' -H 'Content-Type: application/json' -d '{"inputs": "Congratulations! You have won a free prize, call now"}'`
  say(`  Tenant    ${demo.tenant.email}   ${demo.tenant.password}`)
  say(`  Operator  ${demo.operator.email} ${demo.operator.password}`)
  say(`  Try it    ${curl}`)
}

const start = async (): Promise<void> => {
  const settings = readSettings(process.env)
  const home = locateHome(settings.homeFolder)
  const held = await holdHome(home)
  endings.push({ name: 'folder', run: held.release })
  await requireFreePort(settings.port, settings.host)
  const secrets = await readSecrets(home)

  let databaseUrl = settings.databaseUrl
  if (!databaseUrl) {
    say('Starting PostgreSQL …')
    const log = createWriteStream(join(home.logs, 'postgres.log'), { flags: 'a' })
    const server = await keepPostgresRunning({
      folder: home.postgres,
      onLog: (line) => log.write(`${line}\n`),
      onRestart: (why) => say(`${why}. Restarting it.`),
    })
    endings.push({ name: 'postgres', run: server.stop })
    databaseUrl = server.url
  }
  await applyMigrations(databaseUrl)

  let stripe = settings.stripe
  let stripeBase: string | null = null
  if (!stripe) {
    const local = await startStripeLocal({
      databaseUrl,
      port: Number(process.env['STRIPE_LOCAL_PORT'] ?? 0),
      webhookEndpoints: [{ url: `${localUrl(settings)}/webhooks/stripe`, secret: secrets.stripeWebhook }],
    })
    endings.push({ name: 'local stripe', run: local.close })
    stripe = { secretKey: 'sk_test_local', webhookSecret: secrets.stripeWebhook }
    stripeBase = local.url
  }

  const env = {
    DATABASE_URL: databaseUrl,
    OBJECT_STORE_URL: settings.objectStoreUrl ?? home.objects,
    SCRATCH_FOLDER: home.scratch,
    AUTH_SECRET: secrets.auth,
    INTERNAL_TOKEN: secrets.internal,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    ...(stripeBase ? { STRIPE_API_BASE: stripeBase } : {}),
    STRIPE_SUPPRESS_NOTICES: 'true',
    MAIL_FILE: home.mails,
    PORT: String(settings.port),
    HOST: settings.host,
    PUBLIC_URL: settings.publicUrl,
  }
  const apps = (entry: string) => fileURLToPath(new URL(`../../${entry}`, import.meta.url))
  say('Starting the worker and the API …')
  // The worker first: it fills the plan catalogue, without which nobody can sign up.
  for (const [name, entry] of [
    ['worker', apps('worker/dist/main.js')],
    ['api', apps('api/dist/server.js')],
  ] as const) {
    const service = await startService({
      name,
      entry,
      env,
      logFolder: home.logs,
      onRestart: (why) => {
        if (!stopping) say(`${why}. Restarting it.`)
      },
    })
    endings.push({ name, run: service.stop })
  }

  let demo: Demo | null = null
  if (settings.withDemo) {
    const dbs = openDatabases(databaseUrl, { app: 1, platform: 1 })
    try {
      demo = await seedDemo({
        url: localUrl(settings),
        file: home.demo,
        sql: dbs.sql.platform,
        isLocalStripe: stripeBase !== null,
        publicUrl: settings.publicUrl,
        onStep: (step) => say(`${step} …`),
      })
    } finally {
      await dbs.close()
    }
  }
  say(`Ready: ${settings.publicUrl}`)
  if (demo) showDemo(demo)
}

start().catch(async (error: unknown) => {
  if (stopping) return
  console.error(error instanceof HomeInUse ? error.message : error)
  await stop(1)
})
