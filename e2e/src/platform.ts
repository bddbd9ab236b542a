import postgres from 'postgres'
import { type Client, openClient } from './client.ts'
import { until } from './poll.ts'
import type { System } from './system.ts'

let made = 0

/** A new person in a new workspace on the Free plan. */
export const openTenant = async (url: string, name = 'Tenant'): Promise<Client & { workspaceId: string }> => {
  const client = openClient(url)
  await client.signUp({
    name,
    email: `person-${process.pid}-${made++}@example.com`,
    password: 'a long enough phrase',
  })
  const { id } = await client.mutate<{ id: string }>('workspace.create', { name: `${name}'s workspace` })
  client.enter(id)
  return { ...client, workspaceId: id }
}

export type VersionState = {
  id: string
  status: string
  rows: number | null
  error: { code: string; message: string; line?: number | null } | null
}

/** Uploads a file as a new dataset and answers its version once it is ready, refused, or asks for columns. */
export const uploadDataset = async (
  client: Client,
  file: { name: string; body: BodyInit; query?: string },
): Promise<VersionState> => {
  const { id } = await client.mutate<{ id: string }>('dataset.create', { name: file.name.slice(0, 80) })
  const query = `name=${encodeURIComponent(file.name)}${file.query ? `&${file.query}` : ''}`
  const response = await client.upload(id, query, file.body)
  if (response.status !== 201) throw new Error(`Upload answered ${response.status}: ${await response.text()}`)
  const { dataset_version: version } = (await response.json()) as { dataset_version: { id: string } }
  return until(
    `${file.name} to be read`,
    () => client.query<VersionState>('dataset.version', { id: version.id }),
    ({ status }) => ['ready', 'failed', 'needs_label'].includes(status),
  )
}

export type JobState = {
  id: string
  modelId: string
  status: string
  attempt: number
  modelVersionId: string | null
  progress: { stage: string; fraction: number; epoch: number | null } | null
  error: { code: string; message: string } | null
}

export const readJob = (client: Client, id: string): Promise<JobState> => client.query('training.get', { id })

export const isFinished = ({ status }: JobState): boolean =>
  ['succeeded', 'failed', 'cancelled'].includes(status)

/** Trains a model and answers its job once it has succeeded. */
export const train = async (
  client: Client,
  datasetVersionId: string,
  config: object = { families: ['sparse-linear'] },
  /** Absent: a new model. */
  modelId?: string,
): Promise<JobState & { modelVersionId: string }> => {
  const { jobId } = await client.mutate<{ jobId: string }>('training.start', {
    datasetVersionId,
    config,
    ...(modelId && { modelId }),
  })
  const job = await until('training to end', () => readJob(client, jobId), isFinished, 120_000)
  const { modelVersionId } = job
  if (!modelVersionId) throw new Error(`Training ${job.status}: ${job.error?.message}`)
  return { ...job, modelVersionId }
}

export type Served = { deploymentId: string; key: string; modelVersionId: string; datasetVersionId: string }

/** Data, model, deployment and key, through the product's own doors. */
export const serve = async (
  client: Client,
  file: { name: string; body: BodyInit },
  config?: object,
): Promise<Served> => {
  const version = await uploadDataset(client, file)
  if (version.status !== 'ready') throw new Error(`The data is ${version.status}: ${version.error?.message}`)
  const { modelVersionId } = await train(client, version.id, config)
  const { id: deploymentId } = await client.mutate<{ id: string }>('deployment.create', {
    name: file.name,
    modelVersionId,
  })
  const { key } = await client.mutate<{ key: string }>('apiKey.create', { name: 'e2e' })
  return { deploymentId, key, modelVersionId, datasetVersionId: version.id }
}

/** One prediction call with a body as given; `headers` replace the defaults. */
export const callPredict = (
  url: string,
  { deploymentId, key }: Pick<Served, 'deploymentId' | 'key'>,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${url}/v1/predict/${deploymentId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

export type Usage = { used: number; included: number; hardLimit: number | null }
export const readUsage = (client: Client): Promise<Usage> => client.query('billing.usage')

export type UsageEvent = { id: string; quantity: number; requestId: string; apiKeyId: string | null }

/** Every usage event of the running period. */
export const readUsageEvents = async (client: Client): Promise<UsageEvent[]> => {
  const events: UsageEvent[] = []
  for (;;) {
    const { items, total } = await client.query<{ items: UsageEvent[]; total: number }>(
      'billing.usageEvents',
      {
        offset: events.length,
        limit: 200,
      },
    )
    events.push(...items)
    if (events.length >= total || items.length === 0) return events
  }
}

type Plan = {
  id: string
  key: string
  name: string
  versions: (Record<string, unknown> & { current: boolean })[]
}

/** A tenant who came after the operator had set the Free plan's rate. */
export const openNewcomerAt = async (system: System, requestsPerSecond: number): Promise<Client> => {
  const operator = await openTenant(system.url, 'Operator')
  const { user } = await operator.query<{ user: { id: string } }>('me.get')
  const sql = postgres(system.databaseUrl(), { max: 1 })
  await sql`update "user" set is_operator = true where id = ${user.id}`
  await sql.end()
  const plans = await operator.query<Plan[]>('operator.plans')
  const free = plans.find(({ key }) => key === 'free')
  const version = free?.versions.find(({ current }) => current)
  if (!free || !version) throw new Error('The catalogue has no Free plan')
  await operator.mutate('operator.editPlan', {
    planId: free.id,
    name: free.name,
    monthlyPriceMinor: version['monthlyPriceMinor'],
    includedPredictions: version['includedPredictions'],
    overagePer1000Minor: version['overagePer1000Minor'],
    limits: { ...(version['limits'] as object), requestsPerSecond },
    description: version['description'],
  })
  return openTenant(system.url, 'Newcomer')
}
