import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keepPostgresRunning } from '@assay/db/embedded'
import type { WebhookEndpointOption } from './options.ts'
import { startStripeLocal } from './start.ts'

const usage = `stripe-local: a local Stripe for the official SDK

  stripe-local [--port 12111] [--state FOLDER] [--webhook URL=SECRET]… [--host 127.0.0.1] [--quiet]

  --port     port to listen on (default 12111; 0 picks a free port)
  --state    folder that keeps state across restarts (default: state is lost when the process ends)
  --webhook  endpoint for the events of every account, with its whsec_… signing secret; repeatable
  --host     address to listen on (default 127.0.0.1)
  --quiet    do not log requests`

interface Arguments {
  port: number
  host: string
  state: string | null
  webhooks: WebhookEndpointOption[]
  quiet: boolean
}

/** @throws Error with a sentence that names the wrong argument */
export function readArguments(args: string[]): Arguments | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '12111' },
      host: { type: 'string', default: '127.0.0.1' },
      state: { type: 'string' },
      webhook: { type: 'string', multiple: true, default: [] },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port must be a number from 0 to 65535, not ${values.port}`)
  return {
    port: Number(values.port),
    host: values.host,
    state: values.state === undefined ? null : resolve(values.state),
    webhooks: values.webhook.map(readWebhook),
    quiet: values.quiet,
  }
}

function readWebhook(text: string): WebhookEndpointOption {
  const at = text.lastIndexOf('=')
  const url = text.slice(0, at)
  if (at < 0 || !/^https?:\/\/\S+$/.test(url))
    throw new Error(`--webhook must be URL=SECRET, such as http://localhost:3000/hook=whsec_1, not ${text}`)
  return { url, secret: text.slice(at + 1) }
}

/** Runs until it is told to stop; the state folder can be held by one process at a time. */
export async function runCli(args: string[]): Promise<void> {
  const options = readArguments(args)
  if (options === 'help') {
    console.log(usage)
    return
  }
  const folder = options.state ?? (await mkdtemp(join(tmpdir(), 'stripe-local-')))
  const postgres = await keepPostgresRunning({
    folder: join(folder, 'postgres'),
    onRestart: (why) => console.error(`${why}. Restarting it.`),
  })
  const local = await startStripeLocal({
    databaseUrl: postgres.url,
    port: options.port,
    host: options.host,
    webhookEndpoints: options.webhooks,
    log: (line) => options.quiet || console.log(JSON.stringify(line)),
  })
  console.log(`Ready: ${local.url}  (console: ${local.url}/, API: ${local.url}/v1, key: any sk_test_…)`)
  const stop = async (): Promise<void> => {
    await local.close()
    await postgres.stop()
    if (options.state === null) await rm(folder, { recursive: true, force: true })
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}
