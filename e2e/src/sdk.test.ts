import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Assay, type AssayError, AuthenticationError, InvalidRequestError, NotFoundError } from '@assay/sdk'
import {
  type ExportedFeaturizer,
  type ExportedModule,
  fromModule,
  fromOnnx,
  OfflineAssay,
  type OfflineModel,
} from '@assay/sdk/offline'
import { writeTypes } from '@assay/sdk/types'
import { unzipSync } from 'fflate'
import type { Browser } from 'playwright'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { makePicture, makePictures } from './pictures.ts'
import { openTenant, readUsage, type Served, serve } from './platform.ts'
import { until } from './poll.ts'
import { kill } from './processes.ts'
import { runModule, runSnippets } from './snippets.ts'
import { makeTone, makeTones } from './sounds.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeParcels, makeTickets } from './texts.ts'

let system: System
let tenant: Awaited<ReturnType<typeof openTenant>>
let texts: Served
let rows: Served
let pictures: Served
let sounds: Served
let assay: Assay

/** More than the Free plan's predictions: what is tested here is not its limit. */
const raiseLimit = async (): Promise<void> => {
  const sql = postgres(system.databaseUrl(), { max: 1 })
  await sql.begin(async (tx) => {
    await tx`select set_config('app.workspace_id', ${tenant.workspaceId}, true)`
    await tx`update quota_balance set hard_limit = 1000000
      where workspace_id = ${tenant.workspaceId} and meter = 'predictions'`
  })
  await sql.end()
}

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
  texts = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300) })
  rows = await serve(tenant, { name: 'parcels.csv', body: makeParcels(300) }, { families: ['logistic'] })
  pictures = await serve(
    tenant,
    { name: 'pictures.zip', body: makePictures(30) },
    { families: ['image-linear'] },
  )
  sounds = await serve(tenant, { name: 'tones.zip', body: makeTones(30) }, { families: ['audio-linear'] })
  // Last: a run’s end brings the counter back to what the plan says.
  await raiseLimit()
  assay = new Assay({ apiKey: texts.key, baseUrl: system.url })
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

/** The files of an export. */
const takeAway = async (served: Served, format: string): Promise<Record<string, Uint8Array>> => {
  const archive = await fetch(
    `${system.url}/v1/model-versions/${served.modelVersionId}/export?format=${format}`,
    {
      headers: { authorization: `Bearer ${served.key}` },
    },
  )
  return unzipSync(new Uint8Array(await archive.arrayBuffer()))
}
const importBytes = (code: Uint8Array = new Uint8Array()) =>
  import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
const openOnnx = async (served: Served): Promise<OfflineModel> => {
  const files = await takeAway(served, 'onnx')
  const featurizer = (await importBytes(files['featurizer.mjs'])) as ExportedFeaturizer
  return fromOnnx({ featurizer, read: (name) => files[name] ?? new Uint8Array() })
}
const openModule = async (served: Served): Promise<OfflineModel> => {
  const files = await takeAway(served, 'browser')
  return fromModule((await importBytes(files['model.mjs'])) as ExportedModule)
}

const refusalOf = (work: Promise<unknown>): Promise<AssayError> =>
  work.then(
    () => {
      throw new Error('The call was answered')
    },
    (error: AssayError) => error,
  )

describe('@assay/sdk, against the running API', () => {
  it('predicts texts and rows, and repeats an answer under the same Idempotency-Key without billing it twice', async () => {
    const { used } = await readUsage(tenant)
    const options = { topK: 1, explain: true, idempotencyKey: 'sdk-1' }
    const first = await assay.predict(
      texts.deploymentId,
      ['a refund for my invoice', 'frozen screen'],
      options,
    )
    expect(first.predictions.map(({ label }) => label)).toEqual(['billing', 'technical'])
    expect(first.predictions[0]?.explanation?.length).toBeGreaterThan(0)
    expect(
      await assay.predict(texts.deploymentId, ['a refund for my invoice', 'frozen screen'], options),
    ).toEqual(first)
    const parcel = await assay.predict(rows.deploymentId, { weight: 99, way: 'air', distance: 5 })
    expect(parcel.predictions[0]?.label).toBe('dear')
    expect((await readUsage(tenant)).used).toBe(used + 3)
  })

  it('streams hundreds of inputs through calls at the same time, in their order', async () => {
    const inputs = Array.from({ length: 230 }, (_, n) =>
      n % 3 === 0 ? 'refund invoice charge' : 'crash bug freeze',
    )
    const labels: (string | null)[] = []
    for await (const { label } of assay.stream(texts.deploymentId, inputs, { chunkSize: 20 }))
      labels.push(label)
    expect(labels).toEqual(inputs.map((_, n) => (n % 3 === 0 ? 'billing' : 'technical')))
  })

  it('names refusals: the key, the deployment, the input at fault', async () => {
    const stranger = new Assay({ apiKey: `ask_${'x'.repeat(43)}`, baseUrl: system.url })
    expect(await refusalOf(stranger.predict(texts.deploymentId, 'x'))).toBeInstanceOf(AuthenticationError)
    expect(await refusalOf(assay.predict('dep_unknown', 'x'))).toBeInstanceOf(NotFoundError)
    const wrong = await refusalOf(
      assay.predict(rows.deploymentId, [
        { weight: 1, way: 'sea', distance: 1 },
        { weight: 1, way: 'sea' },
      ]),
    )
    expect(wrong).toBeInstanceOf(InvalidRequestError)
    expect(wrong).toMatchObject({
      code: 'column_missing',
      inputIndex: 1,
      requestId: expect.stringMatching(/^req_/),
    })
  })

  it('tells what would have been right of a prediction', async () => {
    const { predictions } = await assay.predict(texts.deploymentId, ['a refund', 'a crash'], {
      endUser: 'ann',
    })
    const prediction = predictions[1]?.id ?? ''
    expect(await assay.feedback({ prediction, label: 'technical', endUser: 'ann' })).toBeTruthy()
    const unknown = await refusalOf(assay.feedback({ prediction: 'req_unknown', correct: true }))
    expect(unknown.status).toBe(404)
  })

  it('writes types by its command, as the dashboard does', async () => {
    const cli = fileURLToPath(new URL('../../packages/sdk/dist/cli.js', import.meta.url))
    const env = { ...process.env, ASSAY_API_KEY: texts.key, ASSAY_BASE_URL: system.url }
    const printed = execFileSync(process.execPath, [cli, 'types', texts.deploymentId, rows.deploymentId], {
      env,
      encoding: 'utf8',
    })
    const described = [await assay.describe(texts.deploymentId), await assay.describe(rows.deploymentId)]
    expect(printed).toBe(writeTypes(described))
    expect(printed).toContain('label: "billing" | "technical"')
    expect(printed).toContain('"weight": number | null')
  })

  it('answers offline, from either export of a model, as the hosted one does', async () => {
    const inputs = {
      texts: ['a refund for my invoice', 'frozen screen', 'ÄÖ 請求書 🙂 refund!', ''],
      rows: [
        { weight: 99, way: 'air', distance: 5 },
        { weight: null, way: 'never seen', distance: 1e6 },
      ],
    }
    const offline = new OfflineAssay({
      onnx_texts: await openOnnx(texts),
      onnx_rows: await openOnnx(rows),
      browser_texts: await openModule(texts),
    })
    for (const [id, served, asked] of [
      ['onnx_texts', texts, inputs.texts],
      ['browser_texts', texts, inputs.texts],
      ['onnx_rows', rows, inputs.rows],
    ] as const) {
      const hosted = await assay.predict(served.deploymentId, [...asked])
      const local = await offline.predict(id, [...asked])
      expect(local.predictions.map(({ label }) => label)).toEqual(
        hosted.predictions.map(({ label }) => label),
      )
      const scoresOf = ({ predictions }: typeof local) => predictions.flatMap(({ scores }) => scores)
      const expected = scoresOf(hosted)
      for (const [at, { label, score }] of scoresOf(local).entries()) {
        expect(label).toBe(expected[at]?.label)
        expect(score).toBeCloseTo(expected[at]?.score ?? Number.NaN, 5)
      }
    }
    await expect(offline.predict('onnx_rows', { weight: 1 })).rejects.toThrow('"way" is missing')
  })

  it('runs every example of its README', async () => {
    const readme = readFileSync(new URL('../../packages/sdk/README.md', import.meta.url), 'utf8')
    const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
    expect(examples).toHaveLength(7)
    process.env['ASSAY_API_KEY'] = texts.key
    process.env['ASSAY_BASE_URL'] = system.url
    const { 'model.mjs': model = new Uint8Array() } = await takeAway(texts, 'browser')
    const onnx = Object.entries(await takeAway(texts, 'onnx'))
    for (const code of examples) {
      const said = await runModule(code.replaceAll('dep_TICKETS', texts.deploymentId), {
        'model.mjs': model,
        ...Object.fromEntries(onnx.map(([name, content]) => [`model/${name}`, content])),
        'assay.ts': writeTypes([await assay.describe(texts.deploymentId)]),
      })
      expect(said.length, code).toBeGreaterThan(0)
    }
  })
})

describe('a batch', () => {
  it('goes on from its checkpoint after kill -9 of the worker, with each row answered and billed once', async () => {
    const count = 12_000
    const file = `id,text\n${Array.from({ length: count }, (_, n) => `t${n},refund the charge ${n}`).join('\n')}\n`
    const { used } = await readUsage(tenant)
    const { id } = await assay.batches.create(texts.deploymentId, { file, name: 'inbox.csv' })
    await until(
      'a checkpoint',
      () => assay.batches.get(id),
      ({ rows_done }) => rows_done >= 1_000,
    )
    kill(system.pidOf('worker'), 'SIGKILL')
    const batch = await until(
      'the batch to end',
      () => assay.batches.get(id),
      ({ status }) => !['queued', 'running'].includes(status),
      120_000,
    )
    expect(batch).toMatchObject({ status: 'succeeded', rows_done: count, predictions: count, error: null })
    const lines = (await (await assay.batches.results(id)).text()).trim().split('\n')
    const ids = lines.map((line) => (JSON.parse(line) as { input: { id: string } }).input.id)
    expect(ids).toEqual(Array.from({ length: count }, (_, n) => `t${n}`))
    expect((await readUsage(tenant)).used).toBe(used + count)
  })
})

describe('the snippets of the dashboard, run as they stand', () => {
  const callOf = ({ deploymentId, key }: Served, input: unknown) => ({
    origin: system.url,
    deploymentId,
    key,
    input,
    endpoint: `${system.url}/v1/predict/${deploymentId}`,
    huggingFaceEndpoint: `${system.url}/hf/${deploymentId}`,
  })

  it.each(['text', 'table'] as const)('of a %s', async (kind) => {
    const served = kind === 'text' ? texts : rows
    const input = kind === 'text' ? `It's my "refund" of $5` : { weight: 99, way: 'air', distance: null }
    const answer = kind === 'text' ? 'billing' : 'dear'
    const said = await runSnippets(callOf(served, input))
    // For a table the JavaScript client of Hugging Face is told the label's place.
    for (const [language, printed] of said)
      if (language === 'hf' && kind === 'table') expect(printed).toBe('1')
      else expect(printed ?? answer, language).toContain(answer)
    expect(said.size).toBe(kind === 'text' ? 7 : 6)
  })

  it('of a picture and of a sound, with the file beside them', async () => {
    for (const [served, name, bytes, answer] of [
      [pictures, 'picture.png', makePicture('stripes', 77), 'stripes'],
      [sounds, 'sound.wav', makeTone('rising', 91), 'rising'],
    ] as const) {
      const input = { b64: Buffer.from(bytes).toString('base64') }
      const said = await runSnippets(callOf(served, input), { name, bytes })
      for (const [language, printed] of said) expect(printed ?? answer, language).toContain(answer)
      expect(said.size).toBe(6)
    }
  })
})

describe.skipIf(!chromiumPath)('the widget, in pages of other origins', () => {
  let browser: Browser
  const servers: Server[] = []
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    for (const server of servers) server.close()
  })

  /** A page of its own origin under a policy that allows the product's scripts and calls, and nothing else. */
  const openSite = async (body: () => string): Promise<string> => {
    const policy = `default-src 'none'; script-src ${system.url}; connect-src ${system.url}`
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
      response.end(`<!doctype html><html lang="en"><title>Shop</title><body>${body()}</body></html>`)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A TCP server's address is always an AddressInfo.
    return `http://localhost:${(server.address() as AddressInfo).port}`
  }

  it('answers with bars where the key names the origin, under a strict policy, and is refused elsewhere', async () => {
    let key = ''
    const body = () =>
      `<script src="${system.url}/widget.js" defer></script>
       <assay-classifier deployment="${texts.deploymentId}" key="${key}" button="Sort it"></assay-classifier>`
    const allowed = await openSite(body)
    const other = await openSite(body)
    const made = await tenant.mutate<{ key: string }>('apiKey.create', {
      name: 'Shop',
      kind: 'publishable',
      deploymentId: texts.deploymentId,
      allowedOrigins: [allowed],
    })
    key = made.key

    const page = await browser.newPage()
    const errors = watchErrors(page)
    await page.goto(allowed)
    await page.getByLabel('Your input').fill('a refund for my invoice')
    await page.getByRole('button', { name: 'Sort it' }).click()
    const answered = page.locator('assay-classifier li[data-answer]')
    await answered.waitFor()
    expect(await answered.textContent()).toContain('billing')
    const bar = await answered.locator('.bar span').boundingBox()
    const track = await answered.locator('.bar').boundingBox()
    expect((bar?.width ?? 0) / (track?.width ?? 1)).toBeGreaterThan(0.5)
    expect(errors.filter((error) => !error.includes('favicon'))).toEqual([])

    await page.goto(other)
    const refusal = page.locator('assay-classifier').getByRole('alert')
    await refusal.waitFor()
    expect(await refusal.textContent()).toContain('origin')
    await page.close()
  })
})
