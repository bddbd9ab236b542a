import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { type Client, openClient } from './client.ts'
import { callPredict, type Served, serve, train } from './platform.ts'
import { until } from './poll.ts'
import { kill } from './processes.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let browser: Browser
let page: Page
let errors: string[]
let tenant: Client
let served: Served
let nextVersionId: string
const account = { name: 'Hanna Host', email: 'hanna@example.com', password: 'hosts all the way' }

const site = () => `http://localhost:${system.port}`
const at = (testId: string) => page.getByTestId(testId).first()
const button = (name: string | RegExp) => page.getByRole('button', { name })
const textOf = async (testId: string): Promise<string> => (await at(testId).textContent()) ?? ''
const predict = (key: string, index = 0) =>
  callPredict(system.url, { deploymentId: served.deploymentId, key }, { inputs: `refund ${index}` })

/** Until the page has come, nothing fades any more and no passing word lies over it. */
const stand = async (): Promise<void> => {
  await page.getByRole('heading', { level: 1, includeHidden: true }).waitFor()
  await expect.poll(() => page.locator('[data-sonner-toast]').count(), { timeout: 15_000 }).toBe(0)
  await until(
    'the page to stand still',
    () =>
      page.evaluate<number>(
        `document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity).length`,
      ),
    (running) => running === 0,
  )
}

/** As it is now: without what axe finds wrong, light and dark, and within the width of a phone. */
const inspect = async (what: string): Promise<void> => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await stand()
    expect(await findViolations(page), `${what}, ${colorScheme}`).toEqual([])
  }
  const size = page.viewportSize() ?? { width: 1280, height: 800 }
  await page.setViewportSize({ width: 390, height: 800 })
  await stand()
  expect(await findViolations(page), `${what}, on a phone`).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth'), what).toBeLessThanOrEqual(390)
  if (process.env['ASSAY_SHOTS'])
    await page.screenshot({ path: `${process.env['ASSAY_SHOTS']}/${what.replaceAll(' ', '-')}-390.png` })
  await page.setViewportSize(size)
  if (process.env['ASSAY_SHOTS'])
    await page.screenshot({ path: `${process.env['ASSAY_SHOTS']}/${what.replaceAll(' ', '-')}.png` })
}

/** On a plan on which every further call costs: 0.06 cents for a prediction, 0.03 for a row of a batch. */
const putOnStarter = async (workspaceId: string): Promise<void> => {
  const sql = postgres(system.databaseUrl(), { max: 1 })
  await sql.begin(async (tx) => {
    await tx`select set_config('app.workspace_id', ${workspaceId}, true)`
    await tx`set local role assay_platform`
    await tx`update subscription set plan_version_id = (select v.id from plan_version v
      join plan p on p.id = v.plan_id where p.key = 'starter' and v.current and v.currency = 'usd' limit 1) where workspace_id = ${workspaceId}`
    await tx`update quota_balance set hard_limit = null, used = 50000
      where workspace_id = ${workspaceId} and meter = 'predictions'`
    await tx`insert into quota_balance (workspace_id, meter, period_start, period_end, subscription_id, used)
      select workspace_id, 'batch_rows', period_start, period_end, subscription_id, 49990 from quota_balance
      where workspace_id = ${workspaceId} and meter = 'predictions'`
  })
  await sql.end()
}

beforeAll(async () => {
  system = await startSystem()
  tenant = openClient(system.url)
  await tenant.signUp(account)
  const { id } = await tenant.mutate<{ id: string }>('workspace.create', { name: 'Hosts' })
  tenant.enter(id)
  served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300) })
  const { modelId } = await tenant.query<{ modelId: string }>('deployment.get', { id: served.deploymentId })
  const next = await train(tenant, served.datasetVersionId, { families: ['sparse-linear'], seed: 7 }, modelId)
  nextVersionId = next.modelVersionId
  await putOnStarter(id)
  if (!chromiumPath) return
  browser = await openBrowser()
  page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  errors = watchErrors(page)
  await page.goto(`${site()}/sign-in`)
  for (const field of ['email', 'password'] as const) await at(field).fill(account[field])
  await at('submit').click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

describe('hosting', () => {
  it('answers 64 callers at once whose model a killed worker had in memory', async () => {
    kill(system.pidOf('worker'), 'SIGKILL')
    const answers = await Promise.all(Array.from({ length: 64 }, (_, n) => predict(served.key, n)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('refuses a version of whose file one bit was flipped, and the version before goes on answering', async () => {
    const sql = postgres(system.databaseUrl(), { max: 1 })
    const [row] = await sql.begin(async (tx) => {
      await tx`set local role assay_platform`
      return tx<{ key: string }[]>`select artifact_key as key from model_version where id = ${nextVersionId}`
    })
    await sql.end()
    const file = join(system.home, 'objects', row?.key ?? '')
    const whole = readFileSync(file)
    const flipped = Buffer.from(whole)
    flipped[flipped.length >> 1]! ^= 1
    writeFileSync(file, flipped)
    try {
      await tenant
        .mutate('deployment.deploy', { id: served.deploymentId, modelVersionId: nextVersionId })
        .catch(() => {})
      for (let n = 0; n < 12; n++) {
        const response = await predict(served.key, n)
        expect(response.status).toBe(200)
        expect(await response.json()).toMatchObject({ model_version: served.modelVersionId })
      }
    } finally {
      writeFileSync(file, whole)
    }
    await until(
      'the version before to be live again',
      () => tenant.query<{ version: { id: string } }>('deployment.get', { id: served.deploymentId }),
      ({ version }) => version.id === served.modelVersionId,
    )
  })
})

/** The key that a dialog shows once. */
const takeKey = async (): Promise<string> => {
  await at('new-key-value').waitFor()
  const shown = await at('new-key-value').evaluate(
    (node) => `${node.textContent} ${'value' in node ? node.value : ''}`,
  )
  await at('key-done').click()
  return /a[sp]k_[\w-]{43}/.exec(shown)?.[0] ?? ''
}

describe.skipIf(!chromiumPath)('a tenant who hosts, in the browser', () => {
  it('makes a key with a cap, is stopped by it, raises it, rotates the key and revokes it', async () => {
    await page.goto(`${site()}/settings/keys`)
    await at('new-key').click()
    await at('key-name').fill('Shop front')
    await page.getByText('Limits and expiry').click()
    await page.getByLabel('Upload and download data').click()
    await at('key-cap').fill('ten')
    await page.getByText('An amount above zero').waitFor()
    expect(await at('create-key').isDisabled()).toBe(true)
    await at('key-cap').fill('0.01')
    await inspect('new key')
    await at('create-key').click()
    const key = await takeKey()

    // A cent buys sixteen predictions at 0.06 cents.
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => predict(key, n)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(16)
    const refused = await answers.find(({ status }) => status === 402)?.json()
    expect(refused).toMatchObject({
      error: { code: 'key_spend_cap_reached', message: expect.stringContaining('"Shop front"') },
    })
    await page.reload()
    await page.getByText('$0.01 of $0.01 spent').waitFor()
    await inspect('keys')

    await button('More for Shop front').click()
    await page.getByRole('menuitem', { name: /Change limits/ }).click()
    await at('key-cap').fill('5')
    await inspect('key limits')
    await button('Save').click()
    await page.getByText(/of \$5\.00 spent/).waitFor()
    expect((await predict(key)).status).toBe(200)

    await button('More for Shop front').click()
    await page.getByRole('menuitem', { name: /Rotate/ }).click()
    await inspect('rotate key')
    await at('rotate-key').click()
    const next = await takeKey()
    expect([(await predict(key)).status, (await predict(next)).status]).toEqual([200, 200])

    await page
      .getByRole('row', { name: /Shop front.*replaced/ })
      .getByRole('button', { name: 'Revoke' })
      .click()
    await button('Revoke key').click()
    await until(
      'the old key to end',
      async () => (await predict(key)).status,
      (status) => status === 401,
    )
    expect((await predict(next)).status).toBe(200)
  })

  it('sends a file as a batch whose cost is said before, follows it, and takes the answers away', async () => {
    await page.goto(`${site()}/batches`)
    await inspect('no batches')
    await at('new-batch').click()
    await at('batch-deployment').click()
    await page.getByRole('option', { name: 'tickets.csv' }).click()
    const lines = Array.from({ length: 1_010 }, (_, n) => `${n},refund the charge ${n}`)
    await at('batch-file').setInputFiles({
      name: 'inbox.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`id,text\n${lines.join('\n')}\n`),
    })
    // Ten rows are still included; a thousand at 0.03 cents are 30 cents.
    await expect.poll(() => textOf('batch-estimate')).toContain('about $0.30')
    expect(await textOf('batch-estimate')).toMatch(
      /1,010 rows, 10 of them included, the others at \$0\.30 per 1,000/,
    )
    await inspect('start a batch')
    await at('start-batch').click()
    await at('batch-row').getByText('Finished').waitFor()
    expect(await textOf('batch-cost')).toBe('$0.30')
    await inspect('batches')
    await at('batch-results').click()
    const download = page.waitForEvent('download')
    await at('results-csv').click()
    const file = await (await download).createReadStream()
    let csv = ''
    for await (const chunk of file) csv += chunk
    expect(csv.trim().split('\r\n')).toHaveLength(1_011)
    expect(csv).toMatch(/^row,id,text,label,score,abstained,error\r\n0,0,refund the charge 0,billing,/)
    await page.goto(`${site()}/usage`)
    await page
      .getByRole('row', { name: /Batch rows/ })
      .getByText('51,000')
      .first()
      .waitFor()
  })

  it('gives a canary a share, moves it, rolls it back, adds a shadow and sees what it would have said', async () => {
    await page.goto(`${site()}/deployments/${served.deploymentId}?tab=traffic`)
    await at('start-canary').click()
    await at('canary-share').fill('40')
    await inspect('start a canary')
    await at('confirm-canary').click()
    await at('traffic-canary').waitFor()
    expect(await textOf('traffic-canary')).toContain('40%')
    await button('75%').click()
    await at('move-canary').click()
    await expect.poll(() => textOf('traffic-canary')).toContain('75%')
    // Each end user gets the same version at every call.
    await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        callPredict(system.url, served, { inputs: 'refund', end_user: `user-${n}` }),
      ),
    )
    await expect.poll(() => textOf('traffic-canary'), { timeout: 15_000 }).toMatch(/75%[1-9]/)
    await inspect('canary')
    await at('end-canary').click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back' }).click()
    await at('start-canary').waitFor()

    await at('add-shadow').click()
    await inspect('add a shadow')
    await at('confirm-shadow').click()
    await at('traffic-shadow').waitFor()
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => callPredict(system.url, served, { inputs: `refund ${n}` })),
    )
    await expect.poll(() => textOf('traffic-shadow'), { timeout: 15_000 }).toMatch(/% of [1-9]/)
    await inspect('shadow')
    await button('End the shadow').click()
    await at('add-shadow').waitFor()
  })

  it('puts the form into a page of another origin, where it answers', async () => {
    let html = ''
    const shop: Server = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(html),
    )
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
    // A TCP server's address is always an AddressInfo.
    const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
    try {
      await page.goto(`${site()}/settings/keys`)
      await at('new-key').click()
      await at('key-name').fill('Shop page')
      await page.getByLabel('Type').click()
      await page.getByRole('option', { name: /Publishable/ }).click()
      await page.getByLabel('Can call').click()
      await page.getByRole('option', { name: 'Only tickets.csv' }).click()
      await page.getByLabel('Origins').fill(origin)
      await inspect('new publishable key')
      await at('create-key').click()
      const key = await takeKey()

      await page.goto(`${site()}/deployments/${served.deploymentId}?tab=embed`)
      await page.getByText(`Shop page: ${origin}`).waitFor()
      await page.getByLabel('Publishable key').fill(key)
      await inspect('embed')
      html = `<!doctype html><html lang="en"><title>Shop</title><body><main><h1>Help</h1>${await textOf('widget-snippet')}</main></body></html>`
      expect(html).toContain(key)

      const visit = await browser.newPage()
      await visit.goto(origin)
      await visit.getByLabel('Your input').fill('a refund for my invoice')
      await visit
        .getByRole('button', { name: 'Submit' })
        .or(visit.locator('assay-classifier button'))
        .first()
        .click()
      const answered = visit.locator('assay-classifier li[data-answer]')
      await answered.waitFor()
      expect(await answered.textContent()).toContain('billing')
      expect(await findViolations(visit)).toEqual([])
      await visit.close()
    } finally {
      shop.close()
    }
    expect(errors).toEqual([])
  })
})
