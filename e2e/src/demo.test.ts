import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContextOptions } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { openClient } from './client.ts'
import { callPredict } from './platform.ts'
import { until } from './poll.ts'
import { makeHome, removeHome, type System, startSystem } from './system.ts'

type Demo = {
  url: string
  tenant: { email: string; password: string }
  operator: { email: string; password: string }
  apiKey: string
  deployments: { id: string; kind: 'text' | 'table'; name: string; example: unknown }[]
}

const run = promisify(execFile)
const home = makeHome()
let system: System
const readDemo = (): Demo => JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8')) as Demo

beforeAll(async () => {
  system = await startSystem({ home, demo: true })
  // The lines below “Ready” may come a moment later.
  await until('the demo to be told of', () => system.logs().includes('  Try it'), Boolean)
})
afterAll(async () => {
  await system?.stop()
  removeHome(home)
})

describe('the first start', () => {
  it('leaves demo.json with address, sign-ins, key and one deployment of each kind, readable by its owner alone', () => {
    const demo = readDemo()
    expect(demo.url).toBe(`http://localhost:${system.port}`)
    expect(demo.apiKey).toMatch(/^ask_/)
    expect(demo.deployments.map(({ kind }) => kind).sort()).toEqual(['table', 'text'])
    expect(demo.deployments.every(({ id }) => id.startsWith('dep_'))).toBe(true)
    expect(statSync(join(home, 'demo.json')).mode & 0o077).toBe(0)
  })

  it('prints a curl line that works as it stands', async () => {
    const [, line] = /^ {2}Try it {4}(curl .*)$/m.exec(system.logs()) ?? []
    expect(line).toBeDefined()
    const { stdout } = await run('sh', ['-c', line ?? ''])
    expect(JSON.parse(stdout)).toMatchObject({ predictions: [{ label: 'spam' }], usage: { predictions: 1 } })
  })

  it('prints sign-ins that work: a tenant on the Pro plan, and an operator', async () => {
    const demo = readDemo()
    for (const account of [demo.tenant, demo.operator]) expect(system.logs()).toContain(account.password)

    const tenant = openClient(system.url)
    expect((await tenant.signIn(demo.tenant)).status).toBe(200)
    const me = await tenant.query<{ workspaces: { id: string }[]; user: { isOperator: boolean } }>('me.get')
    expect(me.user.isOperator).toBe(false)
    tenant.enter(me.workspaces[0]?.id ?? '')
    expect(await tenant.query('billing.subscription')).toMatchObject({
      status: 'active',
      plan: { key: 'pro' },
    })

    const operator = openClient(system.url)
    expect((await operator.signIn(demo.operator)).status).toBe(200)
    const { total } = await operator.query<{ total: number }>('tenant.list', {})
    expect(total).toBeGreaterThanOrEqual(1)
  })

  it('predicts each deployment’s own example', async () => {
    const { apiKey, deployments } = readDemo()
    for (const { id, example } of deployments) {
      const response = await callPredict(system.url, { deploymentId: id, key: apiKey }, { inputs: example })
      expect(response.status, await response.clone().text()).toBe(200)
    }
  })

  it('is alive and ready', async () => {
    const alive = await fetch(`${system.url}/healthz`)
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }])
    const ready = await fetch(`${system.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', checks: { database: 'ok', queue: 'ok', worker: 'ok', storage: 'ok' } },
    ])
  })
})

describe.skipIf(!chromiumPath)('whoever is not signed in', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  const open = async (path: string, look: BrowserContextOptions = {}) => {
    const page = await (await browser.newContext({ locale: 'en-GB', ...look })).newPage()
    const errors = watchErrors(page)
    await page.goto(system.url + path)
    return { page, errors }
  }
  const phone = { viewport: { width: 390, height: 844 } }

  it.each([
    ['light', {}],
    ['dark, on a phone', { colorScheme: 'dark', ...phone }],
  ] as const)('reads what is sold and what it costs: %s', async (_look, look) => {
    for (const path of ['/', '/pricing', '/p/spam-filter']) {
      const { page, errors } = await open(path, look)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await findViolations(page), path).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0)
      expect(errors, path).toEqual([])
      await page.context().close()
    }
  })

  it('tries the live demo on the landing page, and reckons a bill by the formula of the invoices', async () => {
    const { page, errors } = await open('/')
    await page.getByRole('link', { name: 'Try a live demo' }).click()
    await page.getByTestId('playground-run').click()
    expect(await page.getByTestId('prediction-label').innerText()).toMatch(/spam|ham/)
    await page.getByRole('link', { name: 'All prices and a calculator' }).click()
    await page.getByTestId('calculate-predictions').fill('100000')
    // 29 a month, and 50,000 predictions beyond the allowance at 0.60 a thousand.
    expect(await page.getByTestId('bill-starter').innerText()).toContain('$59.00')
    expect(errors).toEqual([])
  })

  it('sees another name within seconds of the operator’s change, without loading the page again', async () => {
    const visitor = (await open('/pricing')).page
    await visitor.evaluate('window.notReloaded = true')
    const { page } = await open('/sign-in?next=/operator/settings/brand')
    const { operator } = readDemo()
    await page.getByTestId('email').fill(operator.email)
    await page.getByTestId('password').fill(operator.password)
    await page.getByTestId('submit').click()
    await page.getByTestId('brand-name').fill('Sortwell')
    expect(await findViolations(page)).toEqual([])
    await page.getByTestId('save-brand').click()
    await expect.poll(() => page.title()).toContain('Sortwell')
    await visitor.bringToFront()
    await expect.poll(() => visitor.title(), { timeout: 25_000 }).toContain('Sortwell')
    expect(await visitor.locator('header').innerText()).toContain('Sortwell')
    expect(await visitor.evaluate('window.notReloaded')).toBe(true)
  })
})

describe('the second start', () => {
  it('trains nothing, keeps accounts, key and deployments, and serves them', async () => {
    const before = readDemo()
    await system.stop()
    system = await startSystem({ home, demo: true, port: system.port })
    expect(readDemo()).toEqual(before)
    expect(system.logs().split('\nReady')[0]).not.toContain('Training')
    const tenant = openClient(system.url)
    expect((await tenant.signIn(before.tenant)).status).toBe(200)
    for (const { id, example } of before.deployments) {
      const response = await callPredict(
        system.url,
        { deploymentId: id, key: before.apiKey },
        { inputs: example },
      )
      expect(response.status).toBe(200)
    }
  })
})
