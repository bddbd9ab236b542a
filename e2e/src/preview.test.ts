import { readFile } from 'node:fs/promises'
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
const choose = async (name: string, content: string) => {
  await page.goto(`http://localhost:${system.port}/data`)
  await at('new-dataset').click()
  await at('file-input').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
}

/** Two columns that could be the label by their names, and rows that are refused. */
const doubtful = [
  'comment;category;topic;amount',
  ...Array.from(
    { length: 120 },
    (_, i) => `somebody wrote this, number ${i};${i % 2 ? 'low' : 'high'};${i % 3 ? 'bill' : 'login'};${i}`,
  ),
  'too;many;cells;1;here',
].join('\n')

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
  const context = await browser.newContext({
    locale: 'en-GB',
    acceptDownloads: true,
    viewport: { width: 390, height: 844 },
  })
  page = await context.newPage()
  errors = watchErrors(page)
  await page.goto(`http://localhost:${system.port}/sign-up`)
  await at('name').fill('Paula Preview')
  await at('email').fill('paula@example.com')
  await at('password').fill('looks before she leaps')
  await at('submit').click()
  await at('workspace-name').fill('Previews')
  await at('create-workspace').click()
  await at('checklist').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

describe.skipIf(!chromiumPath)('what a file holds, before it is sent, on a phone', () => {
  it('is refused in the dialog with its line, where nothing can be made of it', async () => {
    await choose('broken.csv', `text,label\n${'a few words,x\nother words,y\n'.repeat(20)}"never closed,x\n`)
    await page.getByRole('dialog').getByRole('alert').getByText('line 42').waitFor()
    errors.splice(0)
  })

  it('is shown with a role for each column, which the keyboard changes and the version follows', async () => {
    await choose('doubtful.csv', doubtful)
    await at('preview-question').waitFor()
    expect(await at('preview-summary').textContent()).toContain('cells between semicolons')
    expect(await at('preview-refusals').textContent()).toContain('Line 122')
    await at('role-of-topic').focus()
    await page.keyboard.press('Enter')
    // Keys pressed before the list has the focus go nowhere.
    await expect.poll(() => page.evaluate(() => document.activeElement?.role)).toBe('option')
    await expect
      .poll(async () => {
        await page.keyboard.press('Home')
        return page.evaluate(() => document.activeElement?.textContent)
      })
      .toContain('Label')
    await page.keyboard.press('Enter')
    await expect.poll(() => at('role-of-topic').textContent()).toBe('Label')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await at('upload-button').click()
    await page.waitForURL('**/data/*/versions/*')
    await at('train-button').waitFor()
    await page.getByText('login', { exact: true }).first().waitFor()
  })

  it('leaves refused rows to be taken, mended and added to the version that lacks them', async () => {
    await page.getByRole('tab', { name: /report/i }).click()
    const download = page.waitForEvent('download')
    await at('download-refused').click()
    const csv = await readFile(await (await download).path(), 'utf8')
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      'comment,category,topic,amount,refused_line,refused_reason,refused_text',
      expect.stringMatching(/^too,many,cells,1,122,.*,here$/),
    ])
    const before = page.url()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Upload a new version' }).click()
    await at('upload-mode').click()
    await page.getByRole('option', { name: 'Add to the current version' }).click()
    const mended = csv.replace('too,many,cells,1,', 'somebody wrote one more,low,login,121,')
    const buffer = Buffer.from(mended)
    await at('file-input').setInputFiles({ name: 'mended.csv', mimeType: 'text/csv', buffer })
    await at('upload-button').click()
    await page.waitForURL((url) => url.href !== before && url.pathname.includes('/versions/'))
    await at('train-button').waitFor()
    await page.getByRole('tab', { name: /report/i }).click()
    await page.getByText('to 120 rows').waitFor()
    expect(errors).toEqual([])
  })
})
