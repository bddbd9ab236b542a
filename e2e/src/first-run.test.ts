import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

let system: System
let browser: Browser
let page: Page
let errors: string[]

const at = (testId: string) => page.getByTestId(testId).first()
const site = () => `http://localhost:${system.port}`

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
  const context = await browser.newContext({ locale: 'en-GB' })
  page = await context.newPage()
  errors = watchErrors(page)
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

/** As the browser tells of a file that is dragged over the page. */
const drag = async (event: 'dragenter' | 'dragover' | 'drop', csv: string) => {
  const dataTransfer = await page.evaluateHandle((text) => {
    const carried = new DataTransfer()
    carried.items.add(new File([text], 'tickets.csv', { type: 'text/csv' }))
    return carried
  }, csv)
  await page.dispatchEvent('main', event, { dataTransfer })
}

describe.skipIf(!chromiumPath)('a newcomer, in the browser', () => {
  it('has a live endpoint from sample data after a sign-up and three clicks, filled in with an example', async () => {
    await page.goto(`${site()}/sign-up`)
    await at('name').fill('Nora Newcomer')
    await at('email').fill('nora@example.com')
    await at('password').fill('a long enough phrase')
    await at('submit').click()
    await at('workspace-name').fill('Newcomers')
    await at('create-workspace').click()
    await at('try-spam').click()
    await page.waitForURL('**/start/sol_*')
    await at('solution-steps').waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.waitForURL('**/deployments/dep_*', { timeout: 120_000 })
    await at('example-inputs').waitFor()
    expect(await page.getByLabel('Text').inputValue()).toContain('free cruise')
    await at('playground-run').click()
    await page.getByText('What supported “spam”').waitFor()
    // Whoever comes back later finds the same, though the page is there before its examples.
    await page.reload()
    await at('example-inputs').waitFor()
    await expect.poll(() => page.getByLabel('Text').inputValue()).toContain('free cruise')
  })

  it('drops a file anywhere and is led from the data to a model', async () => {
    await page.goto(`${site()}/`)
    await at('checklist').waitFor()
    const csv = makeTickets(300)
    await drag('dragenter', csv)
    await at('drop-anywhere').waitFor()
    await drag('dragover', csv)
    await drag('drop', csv)
    await at('preview-summary').waitFor()
    await at('upload-button').click()
    await at('train-next').click()
    await page.waitForURL('**/models/*/versions/*', { timeout: 120_000 })
    await at('next-step').waitFor()
  })

  it('moves about by keyboard, which leaves the focus on the heading, and not while typing', async () => {
    await page.goto(`${site()}/`)
    await at('checklist').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.waitForURL('**/data')
    await page.waitForFunction('document.activeElement?.tagName === "H1"')
    expect(await page.title()).toMatch(/^Data/)
    await page.keyboard.press('?')
    await at('shortcuts').waitFor()
    await page.keyboard.press('Escape')
    await at('shortcuts').waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.keyboard.type('gm')
    await page.waitForURL('**/data?search=gm')
  })

  it('gives the focus back to what opened a dialog, and to the button of a menu', async () => {
    await page.goto(`${site()}/settings/keys`)
    await at('new-key').focus()
    await page.keyboard.press('Enter')
    await at('key-name').waitFor()
    await page.keyboard.type('From my desk')
    await page.keyboard.press('Enter')
    await at('key-done').click()
    await page.waitForFunction('document.activeElement?.dataset.testid === "new-key"')
    await page.getByRole('button', { name: 'More for From my desk' }).click()
    await page.getByRole('menuitem').first().click()
    await at('key-name').waitFor()
    await page.keyboard.press('Escape')
    await page.waitForFunction('document.activeElement?.ariaLabel === "More for From my desk"')
  })

  it('takes back an archived dataset', async () => {
    await page.goto(`${site()}/data`)
    await page.getByRole('link', { name: 'Tickets' }).click()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Archive' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.waitForURL('**/versions/**')
    await page.getByRole('heading', { name: 'Tickets' }).waitFor()
    expect(errors).toEqual([])
  })
})
