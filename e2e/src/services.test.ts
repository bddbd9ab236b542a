import type { Browser, Page } from 'playwright'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { removeHome, type System, startSystem } from './system.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let browser: Browser
let tenant: Page
let operator: Page
let watched: string[][]

const at = (page: Page, testId: string) => page.getByTestId(testId).first()
const url = (path: string) => `http://localhost:${system.port}${path}`

const signUp = async (name: string, email: string): Promise<Page> => {
  const context = await browser.newContext({ locale: 'en-GB', acceptDownloads: true })
  const page = await context.newPage()
  watched.push(watchErrors(page))
  await page.goto(url('/sign-up'))
  await at(page, 'name').fill(name)
  await at(page, 'email').fill(email)
  await at(page, 'password').fill('a phrase that is long enough')
  await at(page, 'submit').click()
  await at(page, 'workspace-name').fill(`${name}’s workspace`)
  await at(page, 'create-workspace').click()
  await at(page, 'checklist').waitFor()
  return page
}

/** The card on the local Stripe's page of an invoice, until it is paid. */
const pay = async (href: string): Promise<void> => {
  const page = await tenant.context().newPage()
  await page.goto(href)
  const card = {
    'card-number': '4242 4242 4242 4242',
    'card-expiry': '12 / 44',
    'card-cvc': '123',
    name: 'Tess',
  }
  for (const [field, value] of Object.entries(card)) await at(page, field).fill(value)
  await at(page, 'pay').click()
  await expect.poll(() => at(page, 'invoice').innerText()).toMatch(/paid/i)
  await page.close()
}

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
  watched = []
  tenant = await signUp('Tess Tenant', 'tess@example.com')
  operator = await signUp('Olga Operator', 'olga@example.com')
  const sql = postgres(system.databaseUrl(), { max: 1 })
  await sql`update "user" set is_operator = true where email = 'olga@example.com'`
  await sql.end()
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

describe.skipIf(!chromiumPath)('a custom service, in the browser', () => {
  it('is asked for by a tenant, with a file', async () => {
    await tenant.goto(url('/services'))
    await at(tenant, 'new-service').click()
    await at(tenant, 'service-title').fill('Sort our tickets by team')
    await at(tenant, 'service-brief').fill('Four teams, 2,000 tickets a day.')
    await at(tenant, 'send-request').click()
    await tenant.waitForURL('**/services/eng_*')
    await at(tenant, 'brief').waitFor()
    await at(tenant, 'attachment-input').setInputFiles({
      name: '要求.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Teams: billing, technical, sales, other'),
    })
    await expect.poll(() => at(tenant, 'attachment').innerText()).toContain('要求.txt')
  })

  it('is quoted by the operator, commented on, and quoted again, with what changed', async () => {
    await operator.goto(url('/operator/services'))
    await operator.getByRole('link', { name: 'Sort our tickets by team' }).click()
    await operator.waitForURL('**/operator/services/eng_*')
    await operator.getByRole('tab', { name: 'Quote' }).click()
    await at(operator, 'write-quote').click()
    await at(operator, 'line-0-description').fill('A classifier of tickets')
    await at(operator, 'line-0-price').fill('2000')
    await at(operator, 'quote-tax').fill('19')
    await at(operator, 'quote-deposit').fill('380')
    await at(operator, 'milestone-0-title').fill('Clean data')
    await at(operator, 'add-milestone').click()
    await at(operator, 'milestone-1-title').fill('Deployed model')
    await at(operator, 'part-evenly').click()
    await at(operator, 'save-quote').click()
    await at(operator, 'send-quote').click()
    await expect.poll(() => at(operator, 'service-state').innerText()).toBe('Quoted')

    // The tenant's page hears of it by itself.
    await expect.poll(() => at(tenant, 'service-state').innerText()).toBe('Quoted')
    await tenant.getByRole('tab', { name: 'Discussion' }).click()
    await at(tenant, 'comment-text').fill('Could the terms say 30 days?')
    await at(tenant, 'send-comment').click()
    await tenant.getByText('Could the terms say 30 days?').waitFor()

    await at(operator, 'write-quote').click()
    await at(operator, 'quote-terms').fill('Payable within 30 days.')
    await at(operator, 'save-quote').click()
    await at(operator, 'send-quote').click()
    await tenant.getByRole('tab', { name: 'Quote' }).click()
    await expect.poll(() => at(tenant, 'differences').innerText()).toContain('Payable within 30 days.')
    const download = tenant.waitForEvent('download')
    await at(tenant, 'quote-pdf').click()
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/)
  })

  it('is accepted with a typed signature, and its deposit paid on the hosted page', async () => {
    await at(tenant, 'accept-quote').click()
    await at(tenant, 'dialog-text').fill('Tess Tenant')
    await at(tenant, 'dialog-confirm').click()
    await expect.poll(() => at(tenant, 'signature').innerText()).toContain('Tess Tenant')
    await tenant.getByRole('tab', { name: 'Work' }).click()
    const link = tenant.getByTestId('deposit').getByTestId('pay-invoice')
    await link.waitFor({ timeout: 30_000 })
    await pay((await link.getAttribute('href')) ?? '')
    await expect.poll(() => at(tenant, 'deposit').innerText(), { timeout: 30_000 }).toContain('Paid')
  })

  it('is worked on by keyboard, its milestone accepted, and the rest of its invoice paid', async () => {
    await operator.getByRole('tab', { name: 'Work' }).click()
    await at(operator, 'board').waitFor()
    for (const state of ['In progress', 'In review']) {
      const move = operator.getByRole('button', { name: `Move “Clean data” to ${state}` })
      await move.focus()
      await operator.keyboard.press('Enter')
      await move.waitFor({ state: 'detached' })
    }
    await at(tenant, 'accept-milestone').click()
    const link = at(tenant, 'milestone').getByTestId('pay-invoice')
    await link.waitFor({ timeout: 30_000 })
    await pay((await link.getAttribute('href')) ?? '')
    await expect
      .poll(() => at(tenant, 'milestone').innerText(), { timeout: 30_000 })
      .toMatch(/Done[\s\S]*Paid/)
    await tenant.goto(url('/billing'))
    await tenant.getByTestId('invoice-row').first().waitFor()
    const rows = await tenant.getByTestId('invoice-row').allInnerTexts()
    expect(rows).toHaveLength(2)
    expect(rows.join(' ')).toContain('€810.00')
    expect(rows.join(' ')).toContain('€380.00')
    expect(watched.flat()).toEqual([])
  })
})
