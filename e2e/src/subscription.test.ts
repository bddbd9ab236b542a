import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { removeHome, type System, startSystem } from './system.ts'

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

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
  page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  errors = watchErrors(page)
  await page.goto(url('/sign-up'))
  await at('name').fill('Sue Subscriber')
  await at('email').fill('sue@example.com')
  await at('password').fill('a phrase that is long enough')
  await at('submit').click()
  await at('workspace-name').fill('Sue & Co')
  await at('create-workspace').click()
  await at('checklist').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

describe.skipIf(!chromiumPath)('a subscription, from its first payment to its end', () => {
  it('is taken by the year past a refused card and 3-D Secure, gets seats, another plan, a pause and a cancellation that is taken back', async () => {
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
    await at('continue-plan').click()
    await at('pause-plan').waitFor()

    await at('cancel-plan').click()
    await at('confirm-cancel-plan').click()
    await at('resume-plan').click()
    await at('cancel-plan').waitFor()

    await at('interval-month').click()
    await at('subscribe-pro').click()
    await expect.poll(() => at('change-lines').innerText()).toContain('Unused time on 1 × Starter')

    // The payment page answers a refused card with 402, which the console notes.
    expect(errors.filter((error) => !error.includes('/c/pay/'))).toEqual([])
  })
})
