import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import postgres from 'postgres'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import type { Client } from './client.ts'
import { callPredict, isFinished, openTenant, readJob, type Served, serve } from './platform.ts'
import { until } from './poll.ts'
import { isAlive, kill } from './processes.ts'
import { freePort, removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string }
type Export = {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] }
    scopeSpans: { spans: Span[] }[]
  }[]
}
type Told = { type: string; data: Record<string, unknown> }

let system: System
let receiver: Server
let collector: Server
let metricsPorts: { api: number; worker: number }
/** Of OTLP over HTTP, as a collector gets them. */
const spans: (Span & { service: string })[] = []
let client: Client & { workspaceId: string }
let served: Served
let secret = ''
/** Whatever came with a signature that holds; another one fails the test that waits for it. */
const told: Told[] = []

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const waitFor = (type: string, count = 1): Promise<Told[]> =>
  until(
    `${count} × ${type}`,
    () => told.filter((one) => one.type === type),
    (found) => found.length >= count,
    45_000,
  )

/** Answers each POST by what `take` makes of its body. */
const receive = (take: (body: string, headers: IncomingHttpHeaders) => number): Server =>
  createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () =>
      response.writeHead(take(body, request.headers), { 'content-type': 'application/json' }).end('{}'),
    )
  })

beforeAll(async () => {
  receiver = receive((body, headers) => {
    try {
      // Node's header names are those that the library reads.
      told.push(new Webhook(secret).verify(body, headers as Record<string, string>) as Told)
      return 200
    } catch {
      return 401
    }
  })
  collector = receive((body) => {
    for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
      for (const scope of scopeSpans) spans.push(...scope.spans.map((span) => ({ ...span, service: name })))
    }
    return 200
  })
  metricsPorts = { api: await freePort(), worker: await freePort() }
  const hooks = await listen(receiver)
  system = await startSystem({
    env: {
      WEBHOOKS_TO_LOOPBACK: 'on',
      OTEL_EXPORTER_OTLP_ENDPOINT: await listen(collector),
      OTEL_BSP_SCHEDULE_DELAY: '300',
      METRICS_PORT: String(metricsPorts.api),
      WORKER_METRICS_PORT: String(metricsPorts.worker),
      LOG_LEVEL: 'debug',
    },
  })
  client = await openTenant(system.url, 'Observer')
  const created = await client.mutate<{ secret: string }>('webhook.create', {
    url: `${hooks}/hooks`,
    events: [
      'training.finished',
      'training.failed',
      'deployment.changed',
      'quota.reached',
      'invoice.finalized',
      'invoice.paid',
      'drift.detected',
    ],
  })
  secret = created.secret
  served = await serve(client, { name: 'tickets.csv', body: makeTickets(400) })
})
afterAll(async () => {
  receiver?.close()
  collector?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

const predict = async (inputs: string[]): Promise<void> => {
  const response = await callPredict(system.url, served, { inputs })
  expect(response.status).toBe(200)
}

describe('each event reaches the tenant’s own server, signed', () => {
  it('of a run that finished, one that failed, and a deployment that changed', async () => {
    const [finished] = await waitFor('training.finished')
    expect(finished?.data).toMatchObject({ modelVersionId: served.modelVersionId })
    const { jobId } = await client.mutate<{ jobId: string }>('training.start', {
      datasetVersionId: served.datasetVersionId,
      config: { families: ['boosted-trees'] },
    })
    await until('the run to fail', () => readJob(client, jobId), isFinished)
    const [failed] = await waitFor('training.failed')
    expect(failed?.data).toMatchObject({ trainingJobId: jobId, code: 'dataset_unusable' })
    await client.mutate('deployment.stop', { id: served.deploymentId })
    await client.mutate('deployment.start', { id: served.deploymentId })
    const changes = await waitFor('deployment.changed', 2)
    expect(changes.map(({ data }) => data['action'])).toEqual(['deployment.stopped', 'deployment.started'])
  })

  it('of 75, 90 and 100 % of the quota, once each', async () => {
    const sql = postgres(system.databaseUrl(), { max: 1 })
    await predict(['a card was charged twice'])
    const [before] = await sql`
      update quota_balance set hard_limit = used where workspace_id = ${client.workspaceId}
        and meter = 'predictions' returning used`
    expect(Number(before?.['used'])).toBeGreaterThan(0)
    const reached = await waitFor('quota.reached', 3)
    expect(reached.map(({ data }) => data['percent']).sort()).toEqual([100, 75, 90])
    await sql`update quota_balance set hard_limit = null where workspace_id = ${client.workspaceId}`
    await sql.end()
  })

  it('of an invoice, when it is final and when it is paid', async () => {
    const plans = await client.query<{ id: string; key: string }[]>('billing.plans')
    const planId = plans.find(({ key }) => key === 'starter' || key === 'pro' || key === 'growth')?.id
    const { url } = await client.mutate<{ url: string }>('billing.checkout', { planId })
    await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        email: 'observer@example.com',
        card_number: '4242 4242 4242 4242',
        card_expiry: '12 / 44',
        card_cvc: '123',
        name: 'Observer',
      }),
    })
    const [final] = await waitFor('invoice.finalized')
    const [paid] = await waitFor('invoice.paid')
    expect(paid?.data).toMatchObject({ invoiceId: final?.data['invoiceId'], status: 'paid' })
  })

  it('of inputs that drift, with a mail', async () => {
    for (let call = 0; call < 6; call++)
      await predict(Array.from({ length: 50 }, (_, row) => `неожиданное письмо ${row} о погоде`))
    await until(
      'enough inputs to be counted',
      () => client.query<{ rows: number }>('drift.get', { id: served.deploymentId }),
      ({ rows }) => rows >= 200,
    )
    await client.mutate('drift.measureNow', { id: served.deploymentId })
    const [drift] = await waitFor('drift.detected')
    expect(drift?.data).toMatchObject({ deploymentId: served.deploymentId })
  })
})

describe('an operator', () => {
  it('follows a call from the API through the worker into the database by the caller’s own trace', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const response = await callPredict(
      system.url,
      served,
      { inputs: 'the screen is broken' },
      { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    )
    expect(response.status).toBe(200)
    const own = await until(
      'spans of all three',
      () => spans.filter((span) => span.traceId === traceId),
      (found) => found.length >= 3,
      20_000,
    )
    const named = (name: string) => own.find((span) => span.name === name)
    const call = named('POST /v1/predict')
    expect(call).toMatchObject({ service: 'assay-api', parentSpanId: '00f067aa0ba902b7' })
    expect(named('predict group')).toMatchObject({ service: 'assay-worker', parentSpanId: call?.spanId })
    expect(named('record_predictions')).toMatchObject({ service: 'assay-api', parentSpanId: call?.spanId })
  })

  it('reads the metrics of both processes', async () => {
    const read = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    const [api, worker] = await Promise.all([read(metricsPorts.api), read(metricsPorts.worker)])
    expect(api).toMatch(
      /assay_http_request_seconds_count\{[^}]*route="\/v1\/predict"[^}]*status="200"[^}]*\} [1-9]/,
    )
    expect(api).toMatch(/assay_prediction_inputs_total\{service="api"\} 30\d/)
    expect(api).toMatch(/assay_pg_ping_seconds\{pool="platform",service="api"\} 0\./)
    expect(worker).toMatch(/assay_group_inputs_sum\{service="worker",host="light"\} [1-9]/)
    expect(worker).toMatch(/assay_job_seconds_count\{[^}]*job="model.train"[^}]*outcome="done"[^}]*\} [1-9]/)
    expect(worker).toMatch(/assay_models_loaded\{service="worker"\} [1-9]/)
  })

  it('finds request ids in the logs, and nothing that opens a door', async () => {
    const logs = system.logs()
    expect(logs).toMatch(/"requestId":"req_[0-9a-z]{26}"/)
    const cookies = client
      .cookie()
      .split('; ')
      .map((pair) => pair.slice(pair.indexOf('=') + 1))
    const password = new URL(system.databaseUrl()).password
    for (const one of [served.key, secret, password, ...cookies, '4242 4242 4242 4242'])
      expect(logs).not.toContain(one)
  })
})

it('figures are in the database within seconds, where a killed API leaves them', async () => {
  type Figures = { total: { answered: number; inputs: number } }
  const read = () => client.query<Figures>('deployment.figures', { id: served.deploymentId, range: '1h' })
  const before = await until('every call to be counted', read, ({ total }) => total.answered === 8, 10_000)
  const pid = system.pidOf('api')
  kill(pid, 'SIGKILL')
  const after = await until(
    'the API to be back',
    () => read().catch(() => null),
    (figures) => figures !== null && !isAlive(pid),
  )
  expect(after?.total).toMatchObject({ answered: 8, inputs: before.total.inputs })
})

describe.skipIf(!chromiumPath)('in the browser', () => {
  it('figures, drift and the public status pages say what happened, and axe finds nothing', async () => {
    const browser = await openBrowser()
    try {
      // The name that people see: another one is sent there, and leaves its cookies behind.
      const url = `http://localhost:${system.port}`
      const context = await browser.newContext({ locale: 'en-GB' })
      await context.addCookies(
        client
          .cookie()
          .split('; ')
          .map((pair) => {
            const end = pair.indexOf('=')
            return { name: pair.slice(0, end), value: pair.slice(end + 1), url }
          }),
      )
      const page = await context.newPage()
      const errors = watchErrors(page)
      const at = (testId: string) => page.getByTestId(testId).first()

      await page.goto(`${url}/deployments/${served.deploymentId}?tab=figures`)
      await expect.poll(() => at('figures-calls').innerText()).toBe('8')
      await page.getByRole('figure', { name: 'Calls over time' }).waitFor()
      expect(await findViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Show a table' }).click()
      await page.getByRole('region', { name: 'Metrics over time' }).waitFor()
      await page.getByText('Anyone can view it').click()
      await page.getByRole('link', { name: `/status/${served.deploymentId}` }).waitFor()

      await page.getByRole('tab', { name: 'Drift' }).click()
      await expect.poll(() => at('drift-alerts').innerText()).toContain('new words')
      await page.getByRole('button', { name: 'script' }).click()
      await page.getByRole('figure', { name: 'script in training and live' }).waitFor()
      expect(await findViolations(page)).toEqual([])

      const stranger = await (await browser.newContext({ locale: 'en-GB' })).newPage()
      await stranger.goto(`${url}/status`)
      await expect.poll(() => stranger.getByTestId('status-now').innerText()).toBe('All systems operational')
      expect(await findViolations(stranger)).toEqual([])
      await stranger.goto(`${url}/status/${served.deploymentId}`)
      await expect.poll(() => stranger.getByTestId('status-now').innerText()).toBe('Up and running')
      expect(await findViolations(stranger)).toEqual([])
      expect(errors).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
