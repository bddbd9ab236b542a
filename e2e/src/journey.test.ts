import type { Browser, Locator, Page } from 'playwright'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { callPredict } from './platform.ts'
import { until } from './poll.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let browser: Browser
let page: Page
let errors: string[]
/** The address of the deployment's page, and of the local Stripe, once the walk has come there. */
let deploymentPage = ''
let stripeUrl = ''
let key = ''

const all = (testId: string) => page.getByTestId(testId)
const at = (testId: string) => all(testId).first()
const textOf = async (locator: Locator): Promise<string> => (await locator.textContent()) ?? ''
const fill = (fields: Record<string, string>) =>
  Object.entries(fields).reduce(
    (before, [id, text]) => before.then(() => at(id).fill(text)),
    Promise.resolve(),
  )
/** As the launcher prints it; Checkout leads back to that name. */
const site = () => `http://localhost:${system.port}`
const deploymentId = () => deploymentPage.split('/').at(-1) ?? ''

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

describe.skipIf(!chromiumPath)('a tenant, in the browser', () => {
  it('signs up and names a workspace', async () => {
    await page.goto(`${site()}/sign-up`)
    await fill({ name: 'Wanda Walker', email: 'wanda@example.com', password: 'walks all the way' })
    await at('submit').click()
    await at('workspace-name').fill('Walkers')
    await at('create-workspace').click()
    await at('checklist').waitFor()
    expect(await textOf(at('workspace-switcher'))).toContain('Walkers')
  })

  it('uploads labelled data, with progress, and sees it read', async () => {
    await page.goto(`${site()}/data`)
    await at('new-dataset').click()
    await at('file-input').setInputFiles({
      name: 'tickets.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(makeTickets(1_500)),
    })
    // What the file holds is shown before it is sent; whoever agrees just goes on.
    await at('preview-summary').waitFor()
    expect(await textOf(at('role-of-text'))).toBe('Text')
    expect(await textOf(at('role-of-label'))).toBe('Label')
    // Held until the progress bar has been seen: on one machine the upload would be over before it is drawn.
    await page.route('**/v1/uploads/*', async (route) => {
      await at('upload-progress').waitFor()
      await route.continue()
    })
    await at('upload-button').click()
    await page.waitForURL('**/data/*/versions/*')
    await at('train-button').waitFor()
  })

  it('trains a model, follows it live, and reads its report', async () => {
    await at('train-button').click()
    await at('start-training').click()
    await page.waitForURL('**/training/*')
    await at('training-progress').waitFor()
    // Whoever watched the run is led to its report.
    await page.waitForURL('**/models/*/versions/*', { timeout: 120_000 })
    const accuracy = Number.parseFloat(/[\d.]+\s*%/.exec(await textOf(at('accuracy')))?.[0] ?? '')
    expect(accuracy).toBeGreaterThan(80)
    await at('confusion-matrix').waitFor()
    await page.getByRole('tab', { name: 'Training' }).click()
    expect(await textOf(at('model-hash'))).toMatch(/[0-9a-f]{8}/)
  })

  it('deploys it and predicts in the playground, with an explanation', async () => {
    await at('deploy-button').click()
    await at('confirm-deploy').click()
    await page.waitForURL('**/deployments/*')
    deploymentPage = page.url()
    await at('playground-input').fill('please refund the charge on my card')
    await at('playground-run').click()
    await at('prediction-label').waitFor()
    expect(await textOf(at('prediction-label'))).toContain('billing')
    await at('explanation').waitFor()
  })

  it('creates a key, and a caller predicts with it over REST', async () => {
    await page.goto(`${site()}/settings/keys`)
    await at('new-key').click()
    await at('key-name').fill('Production')
    await at('create-key').click()
    await at('new-key-value').waitFor()
    key =
      /ask_[\w-]{43}/.exec(
        await at('new-key-value').evaluate(
          (node) => `${node.textContent} ${'value' in node ? node.value : ''}`,
        ),
      )?.[0] ?? ''
    expect(key).not.toBe('')
    await at('key-done').click()
    const response = await callPredict(
      system.url,
      { deploymentId: deploymentId(), key },
      { inputs: 'the screen is frozen' },
    )
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ predictions: [{ label: 'technical' }] })
  })

  it('subscribes with a test card on the hosted page and comes back to the plan', async () => {
    await page.goto(`${site()}/billing`)
    await at('subscribe-starter').click()
    await at('go-to-checkout').click()
    await page.waitForURL('**/c/pay/**')
    stripeUrl = new URL(page.url()).origin
    await fill({
      'card-number': '4242 4242 4242 4242',
      'card-expiry': '12 / 44',
      'card-cvc': '123',
      name: 'Wanda Walker',
    })
    await at('pay').click()
    await page.waitForURL(`${site()}/billing*`)
    await until(
      'the plan',
      () => textOf(at('current-plan')),
      (text) => text.includes('Starter'),
      30_000,
    )
  })

  it('finds exactly the calls of the month on the invoice, down to each event', async () => {
    const batches = [1, 2, 30, 4]
    for (const size of batches) {
      const inputs = Array.from({ length: size }, (_, i) => `refund ${i}`)
      const response = await callPredict(system.url, { deploymentId: deploymentId(), key }, { inputs })
      expect(response.status).toBe(200)
    }
    const total = batches.reduce((sum, size) => sum + size, 0)
    await page.goto(`${site()}/usage`)
    await until(
      'the usage',
      () => textOf(at('usage-used')),
      (text) => text.includes(String(total)),
    )

    // A month later, and the hour for which the invoice is a draft.
    for (const step of ['month', 'hour', 'hour']) {
      await page.goto(stripeUrl)
      await at(`advance-${step}`).click()
      await until(
        'the clock',
        async () => {
          await page.goto(stripeUrl)
          return textOf(at('clock-status'))
        },
        (status) => status.includes('ready'),
      )
    }
    await until(
      'the paid invoice of the month',
      async () => {
        await page.goto(`${site()}/billing`)
        await at('invoice-row').waitFor()
        return all('invoice-row').allTextContents()
      },
      (rows) => rows.length === 2 && rows.every((row) => /paid/i.test(row)),
      60_000,
    )
    await at('invoice-row').getByRole('link').click()
    const line = all('invoice-line').filter({ hasText: 'Usage ·' })
    await line.waitFor()
    expect(await textOf(line)).toContain(`Usage · ${total} · ${batches.length} events`)
    await line.getByRole('button').click()
    await at('usage-event-row').waitFor()
    // The column of the predictions.
    const quantities = await all('usage-event-row').locator('td:nth-child(5)').allTextContents()
    expect(quantities.map(Number).toSorted((a, b) => a - b)).toEqual(batches.toSorted((a, b) => a - b))
  })

  it('is followed by the operator from a period’s figures to the invoice line, the call and its payment', async () => {
    const sql = postgres(system.databaseUrl(), { max: 1 })
    await sql`update "user" set is_operator = true where email = 'wanda@example.com'`
    await sql.end()
    await page.goto(`${site()}/operator/reconciliation`)
    await at('reconcile-now').click()
    const billed = all('reconciliation-row').filter({ hasText: 'within the allowance' })
    await billed.first().waitFor({ timeout: 30_000 })
    expect(await textOf(billed.first())).toContain('Explained')
    await billed.first().getByRole('link').click()
    await at('reason').waitFor()
    await at('reconciled-line').getByRole('link').click()
    await at('usage-event-row').waitFor()
    await at('trace').click()
    await at('trace-step').waitFor()
    const steps = (await all('trace-step').allInnerTexts()).join(' ')
    for (const word of ['Dataset version', 'Usage event', 'Stripe: sent', 'included', 'paid'])
      expect(steps).toContain(word)
  })

  it('gets a part of an invoice back by a credit note that the operator saw beforehand', async () => {
    await page.goto(`${site()}/operator/invoices`)
    const invoice = all('operator-invoice-row').filter({ hasText: '$29.00' }).first()
    await invoice.getByRole('link').click()
    await at('correct-invoice').click()
    await at('correct-amount').fill('10')
    await at('correct-memo').fill('The service was down for a while.')
    await until(
      'the preview',
      () => textOf(at('correct-total')),
      (text) => text.includes('$10.00'),
    )
    await at('confirm-correct').click()
    await at('credit-note-row').waitFor({ timeout: 30_000 })
    await at('refund-row').waitFor()
    await page.goto(`${site()}/operator?tab=streams`)
    expect(await page.getByRole('row', { name: /Credit notes/ }).textContent()).toContain('$10.00')
    const csv = page.waitForEvent('download')
    await at('csv-revenue-streams').click()
    expect((await csv).suggestedFilename()).toBe('revenue-streams.csv')
    for (const tab of ['customers', 'receivables', 'outlook', 'margin']) {
      await page.goto(`${site()}/operator?tab=${tab}`)
      await page.getByRole('tabpanel').getByText(/CSV/).first().waitFor()
    }

    await page.goto(`${site()}/billing`)
    const corrected = all('invoice-row').getByRole('link')
    for (let at = 0; at < 2; at++) {
      await page.goto(`${site()}/billing`)
      await corrected.nth(at).click()
      await all('invoice-line').first().waitFor()
      if ((await page.getByText('Corrected by credit notes').count()) > 0) break
    }
    await at('credit-note-row').waitFor()
    expect(await textOf(at('credit-note-row'))).toContain('The service was down for a while.')
    const paper = page.waitForEvent('download')
    await at('credit-note-pdf').click()
    expect((await paper).suggestedFilename()).toMatch(/^Credit note .*\.pdf$/)
  })

  it('saw no page throw or complain', () => {
    expect(errors).toEqual([])
  })
})
