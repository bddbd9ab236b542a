import type { Browser, Page } from 'playwright'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from './axe.ts'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { openClient } from './client.ts'
import { callPredict, serve } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let browser: Browser
let page: Page
let errors: string[]

const at = (testId: string) => page.getByTestId(testId).first()
const url = (path: string) => `http://localhost:${system.port}${path}`
const planIs = (name: string) =>
  expect.poll(() => at('current-plan').innerText(), { timeout: 20_000 }).toBe(name)

const payWith = async (number: string): Promise<void> => {
  const card = { 'card-number': number, 'card-expiry': '12 / 44', 'card-cvc': '123', name: 'Sue' }
  for (const [field, value] of Object.entries(card)) await at(field).fill(value)
  await at('pay').click()
}

const password = 'a phrase that is long enough'

const signUp = async (email: string, workspace: string): Promise<void> => {
  page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  errors = watchErrors(page)
  await page.goto(url('/sign-up'))
  await at('name').fill('Sue Subscriber')
  await at('email').fill(email)
  await at('password').fill(password)
  await at('submit').click()
  await at('workspace-name').fill(workspace)
  await at('create-workspace').click()
  await at('checklist').waitFor()
}

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

describe.skipIf(!chromiumPath)('a subscription, from its first payment to its end', () => {
  it('is taken by the year past a refused card and 3-D Secure, gets seats, another plan, a pause and a cancellation that is taken back', async () => {
    await signUp('sue@example.com', 'Sue & Co')
    await page.goto(url('/billing'))
    await at('interval-year').click()
    await at('subscribe-starter').click()
    await at('extra-seats').fill('1')
    await expect.poll(() => at('checkout-total').innerText()).toContain('$380.00')
    await at('go-to-checkout').click()
    await payWith('4000 0000 0000 0002')
    await expect.poll(() => at('error').innerText()).toContain('declined')
    await payWith('4000 0025 0000 3155')
    await at('3ds-dialog').waitFor()
    await at('3ds-complete').click()
    await planIs('Starter')
    await expect.poll(() => at('recurring-price').innerText()).toContain('$380.00')

    await at('change-items').click()
    await at('extra-seats').fill('3')
    await at('preview-items').click()
    await expect.poll(() => at('change-lines').innerText()).toContain('Charged to your card now')
    await page.keyboard.press('Escape')

    await at('pause-plan').click()
    await at('confirm-pause').click()
    await at('continue-plan').waitFor()
    await page.goto(url('/models'))
    expect(await at('standing-banner').innerText()).toContain('paused')
    await page.goto(url('/billing'))
    await at('continue-plan').click()
    await at('pause-plan').waitFor()

    await at('cancel-plan').click()
    await at('confirm-cancel-plan').click()
    await at('resume-plan').click()
    await at('cancel-plan').waitFor()

    await at('interval-month').click()
    await at('subscribe-pro').click()
    await expect.poll(() => at('change-lines').innerText()).toContain('Unused time on 1 × Starter')
    await at('confirm-change-plan').click()
    await planIs('Pro')

    // The payment page answers a refused card with 402, which the console notes.
    expect(errors.filter((error) => !error.includes('/c/pay/'))).toEqual([])
  })

  it('costs less with a code, or is paid beforehand from a wallet whose spending has a cap', async () => {
    await signUp('paula@example.com', 'Paula & Co')
    const sql = postgres(system.databaseUrl(), { max: 1 })
    await sql`update "user" set is_operator = true where email = 'paula@example.com'`
    await sql.end()
    await page.goto(url('/operator/codes'))
    await at('new-coupon').click()
    await at('coupon-code').fill('WELCOME50')
    await at('coupon-off').fill('50')
    await at('save-coupon').click()
    await page.getByRole('cell', { name: 'WELCOME50' }).first().waitFor()

    await page.goto(url('/billing'))
    await at('interval-month').click()
    await at('subscribe-starter').click()
    await at('promotion-code').fill('WELCOME50')
    await at('apply-code').click()
    await expect.poll(() => at('checkout-total').innerText()).toContain('$14.50')
    await page.keyboard.press('Escape')

    await at('subscribe-payg').click()
    await planIs('Pay as you go')
    await at('top-up-amount').fill('25')
    await at('top-up').click()
    await payWith('4242 4242 4242 4242')
    await expect.poll(() => at('wallet-left').innerText(), { timeout: 20_000 }).toBe('$25.00')
    expect(await at('credit-row').innerText()).toContain('Purchased')

    await at('spend-cap-limit').fill('0.01')
    await at('spend-cap-save').click()
    await expect.poll(() => at('spend-cap-spent').innerText()).toContain('of $0.01 spent')
    const paula = openClient(system.url)
    await paula.signIn({ email: 'paula@example.com', password })
    const { workspaces } = await paula.query<{ workspaces: { id: string }[] }>('me.get')
    paula.enter(workspaces[0]?.id ?? '')
    const served = await serve(paula, { name: 'tickets.csv', body: makeTickets(300, 11) })
    const call = async () => (await callPredict(system.url, served, { inputs: 'refund' })).status
    const statuses: number[] = []
    for (let i = 0; i < 15; i++) statuses.push(await call())
    // At $0.90 for 1,000 the twelfth call would cost more than the cent.
    expect(statuses).toEqual([...new Array(11).fill(200), ...new Array(4).fill(402)])

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.reload()
      await at('wallet-left').waitFor()
      await expect.poll(() => at('spend-cap-spent').innerText()).toContain('$0.0099 of $0.01 spent')
      expect(await findViolations(page)).toEqual([])
    }
    expect(errors).toEqual([])
  })

  it('is disputed by its bank, which the operator reads of and answers from the invoice', async () => {
    await signUp('dora@example.com', 'Dora & Co')
    const sql = postgres(system.databaseUrl(), { max: 1 })
    await sql`update "user" set is_operator = true where email = 'dora@example.com'`
    await sql.end()
    await page.goto(url('/billing'))
    await at('subscribe-starter').click()
    await at('go-to-checkout').click()
    await payWith('4000 0000 0000 0259')
    await planIs('Starter')
    await page.goto(url('/operator/invoices'))
    const row = page.getByTestId('operator-invoice-row').filter({ hasText: 'Dora & Co' }).first()
    await row.getByRole('link').first().click()
    await expect.poll(() => at('dispute-row').innerText()).toContain('Needs a response')
    expect(await findViolations(page)).toEqual([])
    await at('answer-dispute').click()
    await at('evidence-text').fill('winning_evidence')
    await at('submit-evidence').click()
    await expect.poll(() => at('dispute-row').innerText(), { timeout: 20_000 }).toContain('Won')
    await page.goto(url('/operator?tab=receivables'))
    await expect.poll(() => at('disputes-won').innerText()).toContain('29.00')
    expect(await at('disputes-open').innerText()).toContain('0.00')
    // The payment page is the local Stripe's own.
    expect(errors.filter((error) => !error.includes('/c/pay/'))).toEqual([])
  })
})
