import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let browser: Browser
let page: Page
let errors: string[]

const at = (testId: string) => page.getByTestId(testId).first()
const tab = (name: RegExp) => page.getByRole('tab', { name })

/** Tickets of which some stand there once more, in capitals. */
const makeRepeatedTickets = (): Buffer => {
  const lines = makeTickets(400).trimEnd().split('\n')
  const repeated = lines.slice(1, 41).map((line) => line.replace(/^.*(?=,)/, (text) => text.toUpperCase()))
  return Buffer.from([...lines, ...repeated].join('\n'))
}

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
  const context = await browser.newContext({ locale: 'en-GB', acceptDownloads: true })
  page = await context.newPage()
  errors = watchErrors(page)
  await page.goto(`http://localhost:${system.port}/sign-up`)
  await at('name').fill('Mia Mender')
  await at('email').fill('mia@example.com')
  await at('password').fill('mends what is broken')
  await at('submit').click()
  await at('workspace-name').fill('Menders')
  await at('create-workspace').click()
  await at('checklist').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

describe.skipIf(!chromiumPath)('data that is mended, and the model of it taken away, in the browser', () => {
  it('finds what repeats, and makes a version without it', async () => {
    await page.goto(`http://localhost:${system.port}/data`)
    await at('new-dataset').click()
    await at('file-input').setInputFiles({
      name: 'tickets.csv',
      mimeType: 'text/csv',
      buffer: makeRepeatedTickets(),
    })
    await at('upload-button').click()
    await page.waitForURL('**/data/*/versions/*')
    const first = page.url()
    await tab(/Findings/).click()
    const findings = page.locator('[data-testid^="finding-"]')
    await findings.filter({ hasText: 'Similar texts' }).getByRole('checkbox').first().check()
    await at('mend-button').click()
    await page.waitForURL((url) => url.pathname !== new URL(first).pathname)
    await tab(/Rows/).waitFor()
    await page.getByText(/Edited: \d+ rows dropped/).waitFor()
  })

  it('compares the mended version with the one before, and leads to the rows that went', async () => {
    const mended = page.url()
    await page.getByRole('button', { name: /Version 2/ }).click()
    await at('compare-versions').click()
    await at('rows-removed').waitFor()
    expect(Number(await at('rows-removed').innerText())).toBeGreaterThan(0)
    expect(await at('rows-added').innerText()).toBe('0')
    await at('swap-versions').click()
    await expect.poll(() => at('rows-added').innerText()).not.toBe('0')
    await at('change-added').getByRole('link').first().click()
    await page.waitForURL('**/versions/*tab=rows*')
    await page.goto(mended)
    await tab(/Rows/).waitFor()
  })

  it('relabels a row from the bar that stays in sight below a long page', async () => {
    const mended = page.url()
    await tab(/Rows/).click()
    await page.getByRole('checkbox', { name: 'Select row 3', exact: true }).check()
    await page.getByRole('toolbar').getByRole('combobox').click()
    await page.getByRole('option', { name: 'billing' }).click()
    await at('apply-edits').click()
    await page.waitForURL((url) => url.pathname !== new URL(mended).pathname)
    await page.getByText('Edited: 1 row relabelled').waitFor()
  })

  it('leads from a bar of a chart to its rows, and sorts and filters them in the address', async () => {
    await tab(/Profile/).click()
    const bar = at('charts-card').getByRole('link').first()
    const said = (await bar.getAttribute('title')) ?? ''
    await bar.click()
    await page.getByRole('button', { name: 'Sort by length of text' }).waitFor()
    const counted = /: ([\d,]+) row/.exec(said)?.[1]
    await expect.poll(() => at('row-count').innerText()).toContain(`${counted} of `)
    await page.getByRole('button', { name: 'Sort by length of text' }).click()
    await page.waitForURL('**sort=*')
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await at('label-filter').click()
    await page.getByRole('checkbox', { name: 'billing' }).check()
    await page.keyboard.press('Escape')
    await page.getByLabel('Search rows').fill('refund')
    await page.waitForURL('**search=refund*')
    await page.reload()
    await at('match-edits').waitFor()
    const texts = await at('row-list').locator('tbody tr').allInnerTexts()
    expect(texts.length).toBeGreaterThan(0)
    for (const text of texts) expect(text.toLowerCase()).toMatch(/billing[\s\S]*refund/)
  })

  it('splits a class by a filter, and says so', async () => {
    const before = page.url()
    await at('match-edits').click()
    await at('relabel-matching').click()
    await at('new-label').fill('refunds')
    await page.getByRole('list', { name: 'Classes that change' }).getByText('refunds').waitFor()
    await at('make-version').click()
    await page.waitForURL((url) => url.pathname !== new URL(before).pathname)
    await page.getByText('Edited: rows of "billing" with "refund" relabelled "refunds"').waitFor()
    await at('label-filter').click()
    await page.getByRole('checkbox', { name: 'refunds' }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('trains on it with a search within a budget', async () => {
    await at('train-button').click()
    await at('search-settings').check()
    await at('search-minutes').fill('0.1')
    await at('start-training').click()
    await page.waitForURL('**/training/*')
    await page.waitForURL('**/models/*/versions/*', { timeout: 90_000 })
    await at('accuracy').waitFor()
  })

  it('shows every part of the report', async () => {
    for (const [name, testId] of [
      [/Decisions/, 'threshold-card'],
      [/Slices/, 'slices-card'],
      [/Explanation/, 'importance-card'],
      [/Training/, 'model-hash'],
      [/Model card/, 'model-card'],
    ] as const) {
      await tab(name).click()
      await at(testId).waitFor()
    }
  })

  it('takes the model away as an archive', async () => {
    await tab(/Export/).click()
    const [download] = await Promise.all([page.waitForEvent('download'), at('export-onnx').click()])
    expect(download.suggestedFilename()).toBe('tickets-v1-onnx.zip')
    expect(await download.failure()).toBeNull()
  })

  it('saw no page throw or complain', () => {
    expect(errors).toEqual([])
  })
})
