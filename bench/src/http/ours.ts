import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export type Running = { url: string; stop(): Promise<void> }

const stopChild = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

/** Starts the whole product, database and all, on an empty folder. */
export const startProduct = (root: string, home: string, port: number): Promise<Running> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'apps/launcher/dist/main.js')], {
      cwd: root,
      env: { ...process.env, ASSAY_HOME: home, PORT: String(port), ASSAY_DEMO: '0', LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (/^Ready: /m.test(output)) resolve({ url: `http://127.0.0.1:${port}`, stop: () => stopChild(child) })
    })
    child.once('exit', (code) => reject(new Error(`The product ended with code ${code}:\n${output}`)))
  })

export const startPeer = async (command: string, args: string[], port: number): Promise<Running> => {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const url = `http://127.0.0.1:${port}`
  for (let attempt = 0; attempt < 900; attempt++) {
    if (child.exitCode !== null) throw new Error(`${command} ${args[0]} ended:\n${errors.slice(-2_000)}`)
    const alive = await fetch(`${url}/healthz`).catch(() => null)
    if (alive?.ok) return { url, stop: () => stopChild(child) }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${command} ${args[0]} did not start`)
}

type Call = <T>(path: string, input: unknown) => Promise<T>

/** Whoever signed up just now, with a workspace on Pro. */
export type Account = { headers: Record<string, string>; mutate: Call; query: Call; until: Until }
type Until = <T>(look: () => Promise<T>, done: (state: T) => boolean) => Promise<T>
export const benchPassword = 'bench bench bench'

/** Signs up and subscribes to Pro through the product's doors. */
export const openAccount = async (url: string, email: string): Promise<Account> => {
  const json = { 'content-type': 'application/json' }
  const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ name: 'Bench', email, password: benchPassword }),
  })
  const headers: Record<string, string> = {
    ...json,
    cookie: signedUp.headers
      .getSetCookie()
      .map((entry) => entry.split(';')[0])
      .join('; '),
  }
  const read = async <T>(response: Response): Promise<T> => {
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text.slice(0, 300)}`)
    return (JSON.parse(text) as { result: { data: { json: T } } }).result.data.json
  }
  const mutate: Call = async (path, input) =>
    read(
      await fetch(`${url}/trpc/${path}`, { method: 'POST', headers, body: JSON.stringify({ json: input }) }),
    )
  const query: Call = async (path, input) =>
    read(
      await fetch(`${url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`, {
        headers,
      }),
    )
  const until: Until = async (look, done) => {
    for (;;) {
      const state = await look()
      if (done(state)) return state
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  const { id: workspaceId } = await mutate<{ id: string }>('workspace.create', { name: 'Bench' })
  headers['x-workspace-id'] = workspaceId
  const plans = await query<{ id: string; key: string }[]>('billing.plans', undefined)
  const pro = plans.find(({ key }) => key === 'pro')
  const checkout = await mutate<{ url: string }>('billing.checkout', { planId: pro?.id })
  await fetch(checkout.url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      email,
      card_number: '4242424242424242',
      card_expiry: '12 / 44',
      card_cvc: '123',
      name: 'Bench',
    }),
  })
  await until(
    () => query<{ plan: { key: string } }>('billing.subscription', undefined),
    ({ plan }) => plan.key === 'pro',
  )
  return { headers, mutate, query, until }
}

/** A new dataset with one version, once it has been read. */
export const uploadRows = async (
  url: string,
  { headers, mutate, query, until }: Account,
  csv: Uint8Array,
): Promise<{ datasetId: string; versionId: string }> => {
  const { id: datasetId } = await mutate<{ id: string }>('dataset.create', { name: 'Bench' })
  const uploaded = await fetch(`${url}/v1/datasets/${datasetId}/uploads?name=train.csv`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: csv as Uint8Array<ArrayBuffer>,
  })
  const { dataset_version: version } = (await uploaded.json()) as { dataset_version: { id: string } }
  await until(
    () => query<{ status: string }>('dataset.version', { id: version.id }),
    ({ status }) => status === 'ready',
  )
  return { datasetId, versionId: version.id }
}

/** Signs up, subscribes to Pro, trains on the file and deploys, all through the product's doors. */
export const prepareDeployment = async (
  url: string,
  csv: Uint8Array,
  email = 'bench@example.com',
): Promise<{ deploymentId: string; key: string }> => {
  const account = await openAccount(url, email)
  const { mutate, query, until } = account
  const { versionId } = await uploadRows(url, account, csv)
  const { jobId } = await mutate<{ jobId: string }>('training.start', {
    datasetVersionId: versionId,
    config: { families: ['sparse-linear'] },
  })
  const job = await until(
    () => query<{ status: string; modelVersionId: string | null }>('training.get', { id: jobId }),
    ({ status }) => status === 'succeeded' || status === 'failed',
  )
  const { id: deploymentId } = await mutate<{ id: string }>('deployment.create', {
    name: 'Bench',
    modelVersionId: job.modelVersionId,
  })
  const { key } = await mutate<{ key: string }>('apiKey.create', { name: 'Bench' })
  return { deploymentId, key }
}
