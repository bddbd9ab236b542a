import type { Browser, Page, Route } from 'playwright'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import type { Client } from './client.ts'
import { englishOn, enterAs, operatorPages, overhang, pictured, publicPages, tenantPages } from './pages.ts'
import { openTenant } from './platform.ts'
import { compareScreen } from './screens.ts'
import { removeHome, type System, startSystem } from './system.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let url: string
let browser: Browser
let page: Page
let newcomer: Client & { workspaceId: string }
let busy: Client & { workspaceId: string }
let operator: Client

/** As long as a name may be, without a place to break it. */
const longName = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellsch'

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  url = `http://localhost:${system.port}`
  newcomer = await openTenant(system.url, 'Nora')
  busy = await openTenant(system.url, longName.slice(0, 60))
  operator = await openTenant(system.url, 'Olga')
  const sql = postgres(system.databaseUrl(), { max: 1, onnotice: () => {} })
  await sql`update "user" set is_operator = true where name = 'Olga'`
  await sql.end()
  for (let at = 0; at < 55; at++)
    await busy.mutate('dataset.create', { name: `${longName.slice(0, 70)} ${at}` })
  await busy.mutate('apiKey.create', { name: longName.slice(0, 60) })
  browser = await openBrowser()
  page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

const isWhoAmI = (route: Route) => /\/trpc\/(me\.get|brand\.)/.test(route.request().url())
const settle = () => page.waitForLoadState('networkidle')
const nextFrame = () =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
  )
const visible = (selector: string) => page.locator(selector).first().waitFor({ timeout: 15_000 })

describe.skipIf(!chromiumPath)('every page', () => {
  it('is accessible and complete where there is nothing yet, from 390 to 2,560 pixels, in light and dark', async () => {
    const problems: string[] = []
    const errors = watchErrors(page)
    const look = async (path: string) => {
      for (const [width, scheme] of [
        [390, 'dark'],
        [1280, 'light'],
        [2560, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme: scheme })
        if (width === 390) await page.goto(url + path)
        await settle()
        await visible('h1')
        // A colour on its way to another scheme is neither, and it sets out with the next frame.
        await nextFrame()
        await page.waitForFunction(() => document.getAnimations().length === 0)
        if ((await overhang(page)) > 0) problems.push(`${path} at ${width}: reaches over the edge`)
        if (width !== 2560)
          for (const one of await findViolations(page)) problems.push(`${path} at ${width}: ${one}`)
      }
    }
    for (const path of publicPages) await look(path)
    await enterAs(page, url, newcomer.cookie())
    for (const path of tenantPages) await look(path)
    await enterAs(page, url, operator.cookie())
    for (const path of operatorPages) await look(path)
    expect(problems).toEqual([])
    expect(errors).toEqual([])
  })

  it('says that it loads, and says what failed and offers to try again', async () => {
    const problems: string[] = []
    const held: Route[] = []
    const look = async (path: string) => {
      await page.route('**/trpc/**', (route) => {
        if (isWhoAmI(route)) return route.continue()
        held.push(route)
      })
      await page.goto(url + path)
      await page.locator('[aria-label=Loading], h1').first().waitFor()
      for (const one of await findViolations(page)) problems.push(`${path} loading: ${one}`)
      await page.unroute('**/trpc/**')
      await page.route('**/trpc/**', (route) =>
        isWhoAmI(route)
          ? route.continue()
          : route.fulfill({
              status: 500,
              json: [
                {
                  error: {
                    json: {
                      message: 'x',
                      code: -32603,
                      data: { assay: { code: 'internal', message: 'Something went wrong on our side.' } },
                    },
                  },
                },
              ],
            }),
      )
      for (const route of held.splice(0)) await route.abort().catch(() => {})
      await page.goto(url + path)
      const alert = page.locator('[role=alert]').first()
      await alert
        .waitFor({ timeout: 15_000 })
        .catch(() => problems.push(`${path}: says nothing of a failure`))
      for (const one of await findViolations(page)) problems.push(`${path} failed: ${one}`)
      await page.unroute('**/trpc/**')
      const retry = page.getByRole('button', { name: 'Try again' })
      // One at a time: a button is there until its answer is.
      for (let tries = 0; tries < 10 && (await retry.count()) > 0; tries++) {
        // It may be gone by now: what failed is asked for again by itself, too.
        await retry
          .first()
          .click({ timeout: 3_000 })
          .catch(() => {})
        await settle()
      }
      if ((await page.locator('[role=alert]').count()) > 0) problems.push(`${path}: does not recover`)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
    await enterAs(page, url, newcomer.cookie())
    // These two ask the server for nothing of their own.
    for (const path of tenantPages) if (!['/start', '/settings'].includes(path)) await look(path)
    expect(problems).toEqual([])
  })

  it('holds long names and long lists on a phone, and a long name within the sidebar', async () => {
    await enterAs(page, url, busy.cookie())
    await page.setViewportSize({ width: 390, height: 844 })
    const wide: string[] = []
    for (const path of tenantPages) {
      await page.goto(url + path)
      await settle()
      if ((await overhang(page)) > 0) wide.push(path)
    }
    expect(wide).toEqual([])
    await page.goto(`${url}/data?page=3`)
    await page.getByText('51').first().waitFor()
    await page.setViewportSize({ width: 1280, height: 844 })
    const [switcher, sidebar] = await Promise.all(
      [page.getByTestId('workspace-switcher'), page.locator('aside')].map((one) => one.first().boundingBox()),
    )
    expect(switcher?.width).toBeGreaterThan(0)
    expect(switcher?.width).toBeLessThan(sidebar?.width ?? 0)
  })

  it('turns the pages of a list in its address, and keeps what narrows it', async () => {
    await enterAs(page, url, busy.cookie())
    await page.setViewportSize({ width: 1280, height: 900 })
    const next = page.getByRole('button', { name: 'Next page' })
    const searchOf = () => Object.fromEntries(new URL(page.url()).searchParams)
    await page.goto(`${url}/data?search=Donau`)
    await next.click()
    await page.getByText('26–50 of 55').waitFor()
    expect(searchOf()).toEqual({ search: 'Donau', page: '2' })
    await page.goBack()
    await page.getByText('1–25 of 55').waitFor()
    await page.goto(`${url}/settings/audit?what=dataset`)
    await next.click()
    await page.getByText('51–55 of 55').waitFor()
    expect(searchOf()).toEqual({ what: 'dataset', page: '2' })
  })

  it('keeps the operator’s console from tenants', async () => {
    await enterAs(page, url, newcomer.cookie())
    for (const path of operatorPages) {
      await page.goto(url + path)
      await page.getByRole('heading', { name: 'For operators only' }).waitFor()
    }
  })

  it('looks as it is kept, in light and dark', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    const problems: (string | null)[] = []
    const people = { everybody: '', newcomer: newcomer.cookie(), operator: operator.cookie() }
    for (const who of ['everybody', 'newcomer', 'operator'] as const) {
      await page.context().clearCookies()
      if (people[who]) await enterAs(page, url, people[who])
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        for (const [name, path] of Object.entries(pictured[who])) {
          await page.goto(url + path)
          await settle()
          await visible('h1')
          await page.waitForFunction(() => !document.querySelector('[aria-label=Loading]'))
          problems.push(await compareScreen(browser, page, `${name}-${scheme}`))
        }
      }
    }
    expect(problems.filter(Boolean)).toEqual([])
  })

  it('speaks Chinese throughout where the browser asks for it, and English at a click', async () => {
    const context = await browser.newContext({ locale: 'zh-CN' })
    const chinese = await context.newPage()
    const left: string[] = []
    // The catalogue of plans is the operator's own writing.
    const plans = JSON.stringify(await newcomer.query('billing.plans'))
    const read = async (path: string) => {
      await chinese.goto(url + path)
      await chinese.waitForLoadState('networkidle')
      for (const text of await englishOn(chinese))
        if (!plans.includes(text.replace(/^\+ /, ''))) left.push(`${path}: ${text}`)
    }
    for (const path of ['/', ...publicPages]) await read(path)
    await enterAs(chinese, url, newcomer.cookie())
    for (const path of tenantPages) await read(path)
    await enterAs(chinese, url, operator.cookie())
    for (const path of operatorPages) await read(path)
    expect(left).toEqual([])

    await enterAs(chinese, url, newcomer.cookie())
    await chinese.goto(`${url}/data`)
    await chinese.getByRole('heading', { level: 1, name: '数据' }).waitFor()
    expect(await chinese.locator('html').getAttribute('lang')).toBe('zh-CN')
    await chinese.getByTestId('user-menu').click()
    await chinese.getByTestId('language-en').click()
    await chinese.getByRole('heading', { level: 1, name: 'Data' }).waitFor()
    await context.close()
  })
})
