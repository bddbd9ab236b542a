import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Sql } from '@assay/db'
import { completeLocalCheckout } from './local-checkout.ts'
import { readPenguins } from './penguins.ts'
import { openPlatformClient, type PlatformClient } from './platform-client.ts'
import { readSpamCorpus } from './spam-corpus.ts'
import { asCalls, callDeployment } from './traffic.ts'
import { writeDurably } from './write-durably.ts'

type Account = { email: string; password: string }
export type DemoDeployment = { id: string; kind: 'text' | 'table'; name: string; example: unknown }
export type Demo = {
  url: string
  tenant: Account
  operator: Account
  apiKey: string
  deployments: DemoDeployment[]
}

const waitFor = async <T>(what: string, read: () => Promise<T>, done: (state: T) => boolean): Promise<T> => {
  const deadlineMs = performance.now() + 180_000
  for (;;) {
    const state = await read()
    if (done(state)) return state
    if (performance.now() > deadlineMs) throw new Error(`The demo timed out waiting for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const makeClassifier = async (
  client: PlatformClient,
  spec: { name: string; fileName: string; kind: 'text' | 'table'; csv: string; config: object },
): Promise<{ deployment: DemoDeployment; versionId: string }> => {
  const { id: datasetId } = await client.mutate<{ id: string }>('dataset.create', { name: spec.name })
  const { id: versionId } = await client.upload(datasetId, spec.fileName, spec.csv)
  const version = await waitFor(
    `${spec.name} to be read`,
    () =>
      client.query<{ status: string; error: { message: string } | null }>('dataset.version', {
        id: versionId,
      }),
    ({ status }) => status === 'ready' || status === 'failed' || status === 'needs_label',
  )
  if (version.status !== 'ready')
    throw new Error(`Demo dataset ${spec.name} is ${version.status}: ${version.error?.message ?? ''}`)
  const { jobId } = await client.mutate<{ jobId: string }>('training.start', {
    datasetVersionId: versionId,
    name: spec.name,
    config: spec.config,
  })
  const job = await waitFor(
    `${spec.name} to be trained`,
    () =>
      client.query<{ status: string; modelVersionId: string | null; error: { message: string } | null }>(
        'training.get',
        { id: jobId },
      ),
    ({ status }) => ['succeeded', 'failed', 'cancelled'].includes(status),
  )
  if (!job.modelVersionId)
    throw new Error(`Training of demo model ${spec.name} ${job.status}: ${job.error?.message ?? ''}`)
  const { id } = await client.mutate<{ id: string }>('deployment.create', {
    name: spec.name,
    modelVersionId: job.modelVersionId,
  })
  const { manifest } = await client.query<{ manifest: { example: unknown } }>('deployment.get', { id })
  return { deployment: { id, kind: spec.kind, name: spec.name, example: manifest.example }, versionId }
}

type Row = { label: string; values: Record<string, unknown> }

/** Sends the rows that it was tested on, so that calls, drift, feedback and usage have something to show. */
const bringTraffic = async (
  client: PlatformClient,
  api: { url: string; key: string },
  { deployment, versionId }: { deployment: DemoDeployment; versionId: string },
): Promise<void> => {
  const rows: Row[] = []
  for (;;) {
    const page = { versionId, offset: rows.length, limit: 200, filter: { split: 'test' } }
    const { rows: next, total } = await client.query<{ rows: Row[]; total: number }>('dataset.rows', page)
    rows.push(...next)
    if (next.length === 0 || rows.length >= total) break
  }
  const sent = rows.map(({ label, values }) => ({
    label,
    input: deployment.kind === 'text' ? values['text'] : values,
  }))
  await callDeployment(api, deployment.id, asCalls(sent))
}

const demoSlug = 'spam-filter'

const openToVisitors = (client: PlatformClient, deploymentId: string): Promise<unknown> =>
  client.mutate('publicPage.set', {
    deploymentId,
    slug: demoSlug,
    isOpen: true,
    title: 'Spam filter',
    description:
      'Tells spam from email that people want to read. It was trained on the public Spam Assassin corpus of English email from the early 2000s, so it knows little about what is sent today.',
    examples: [
      'Congratulations! You have won a free prize. Call now to claim it.',
      'Hi Ann, the meeting moved to Thursday at ten. Shall I book the small room?',
      'Lowest mortgage rates ever!!! No credit check, click here to save thousands',
    ],
    dailyCap: 500,
  })

/** Visitors can try it on the page that greets them. */
const showOnLanding = async (operator: PlatformClient): Promise<void> => {
  const { number: _, ...brand } = await operator.query<{ number: number }>('brand.settings')
  await operator.mutate('brand.set', { ...brand, demoSlug })
}

const makePassword = (): string => randomBytes(12).toString('base64url')

/** Whatever the demo shows was made through the product's own doors, by a tenant and an operator. */
export const seedDemo = async (options: {
  /** Where the API is reached from here. */
  url: string
  /** Where people reach it. */
  publicUrl: string
  file: string
  sql: Sql
  isLocalStripe: boolean
  onStep: (step: string) => void
}): Promise<Demo> => {
  const found = await readFile(options.file, 'utf8').catch(() => null)
  if (found) {
    const demo = { ...(JSON.parse(found) as Demo), url: options.publicUrl }
    await writeDurably(options.file, demo)
    return demo
  }
  // An interrupted first start left accounts behind whose passwords nobody knows any more.
  const attempt = randomBytes(2).toString('hex')
  const [earlier] = await options.sql`select 1 from "user" where email = 'tenant@demo.example'`
  const suffix = earlier ? `+${attempt}` : ''
  const tenant = { email: `tenant${suffix}@demo.example`, password: makePassword() }
  const operator = { email: `operator${suffix}@demo.example`, password: makePassword() }

  const runs = openPlatformClient(options.url)
  await runs.signUp({ name: 'Olive Operator', ...operator })
  await options.sql`update "user" set is_operator = true where email = ${operator.email}`
  const client = openPlatformClient(options.url)
  await client.signUp({ name: 'Tara Tenant', ...tenant })
  const { id } = await client.mutate<{ id: string }>('workspace.create', { name: 'Demo workspace' })
  client.enter(id)
  if (options.isLocalStripe) {
    options.onStep('Subscribing the demo workspace to Pro with a test card')
    await completeLocalCheckout(client)
  }
  options.onStep('Training a spam filter on 6,046 emails and a penguin classifier')
  const [spam, penguins] = await Promise.all([
    readSpamCorpus().then((csv) =>
      makeClassifier(client, {
        name: 'Spam filter',
        fileName: 'spam-assassin.csv',
        kind: 'text',
        csv,
        config: {},
      }),
    ),
    readPenguins().then((csv) =>
      makeClassifier(client, {
        name: 'Penguin species',
        fileName: 'penguins.csv',
        kind: 'table',
        csv,
        config: {},
      }),
    ),
  ])
  await openToVisitors(client, spam.deployment.id)
  await showOnLanding(runs)
  const { key } = await client.mutate<{ key: string }>('apiKey.create', { name: 'Demo key' })
  options.onStep('Sending both deployments their test rows')
  await Promise.all([spam, penguins].map((one) => bringTraffic(client, { url: options.url, key }, one)))
  const deployments = [spam.deployment, penguins.deployment]
  const demo: Demo = { url: options.publicUrl, tenant, operator, apiKey: key, deployments }
  await writeDurably(options.file, demo)
  return demo
}
