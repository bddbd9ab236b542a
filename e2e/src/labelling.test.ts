import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openBrowser, watchErrors } from './browser.ts'
import { callPredict, openTenant, serve } from './platform.ts'
import { until } from './poll.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

if (!chromiumPath) console.log('No Chromium found (CHROMIUM_PATH, /usr/bin/chromium): the walk is skipped.')

let system: System
let browser: Browser
let page: Page
let errors: string[]
let labelling: string

/** Answers are saved one after the other, which takes its time on a busy machine. */
const patiently = { timeout: 30_000 }

const at = (testId: string) => page.getByTestId(testId).first()
const tab = (name: RegExp) => page.getByRole('tab', { name })
/** The row that is to be labelled, once it is there. */
const rowShown = async (): Promise<string> => {
  await page.locator('[data-testid=row-to-label] p').waitFor()
  return at('row-to-label').innerText()
}

/** Tickets of which the last thirty have no label. */
const makeHalfLabelled = (): Buffer => {
  const lines = makeTickets(330).trimEnd().split('\n')
  return Buffer.from(lines.map((line, at) => (at > 300 ? line.replace(/,[^,]*$/, ',') : line)).join('\n'))
}

beforeAll(async () => {
  if (!chromiumPath) return
  system = await startSystem()
  browser = await openBrowser()
  const context = await browser.newContext({ locale: 'en-GB' })
  page = await context.newPage()
  errors = watchErrors(page)
  await page.goto(`http://localhost:${system.port}/sign-up`)
  await at('name').fill('Lea Labeller')
  await at('email').fill('lea@example.com')
  await at('password').fill('names what she sees')
  await at('submit').click()
  await at('workspace-name').fill('Labellers')
  await at('create-workspace').click()
  await at('checklist').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  if (system) removeHome(system.home)
})

const upload = async (name: string, buffer: Buffer) => {
  await page.goto(`http://localhost:${system.port}/data`)
  await at('new-dataset').click()
  await at('file-input').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await at('upload-button').click()
  await page.waitForURL('**/data/*/versions/*')
}

/** Answers the shown row, and waits for the next one to be there. */
const press = async (key: string) => {
  const before = await rowShown()
  await page.keyboard.press(key)
  await expect.poll(rowShown, patiently).not.toBe(before)
}

describe.skipIf(!chromiumPath)('rows that are labelled by keyboard, in the browser', () => {
  it('sets rows without a label aside, and labels twenty of them without a mouse', async () => {
    await upload('tickets.csv', makeHalfLabelled())
    await tab(/Rows/).waitFor()
    await at('label-button').click()
    await at('labeller').waitFor()
    labelling = page.url()
    expect(await tab(/Unlabelled/).innerText()).toContain('30')
    for (let row = 0; row < 20; row++) await press((await rowShown()).includes('invoice') ? '1' : '2')
    await expect.poll(() => at('saved-state').innerText(), patiently).toContain('All answers saved')
    await expect.poll(() => at('labelled-count').innerText(), patiently).toContain('20 labelled, 10 to go')
  })

  it('takes an answer back, and passes a row on', async () => {
    const before = await rowShown()
    await press('1')
    await press('u')
    expect(await rowShown()).toBe(before)
    await press('s')
    await expect.poll(() => at('labelled-count').innerText(), patiently).toContain('20 labelled')
  })

  it('makes the next version with what was labelled, and trains on it', async () => {
    await at('publish-labels').click()
    await page.waitForURL('**/versions/*')
    await page.getByText('20 rows added').waitFor()
    await tab(/Rows/).waitFor()
    expect(await tab(/Rows/).innerText()).toContain('320')
    await at('train-button').click()
    await at('start-training').click()
    await page.waitForURL('**/training/*')
    await page.waitForURL('**/models/*/versions/*', { timeout: 120_000 })
  })

  it('shows what the model says of the rest, and takes it with one key', async () => {
    await page.goto(labelling)
    await at('look-through').click()
    await at('accept-suggestion').waitFor()
    await press('Enter')
    await expect.poll(() => at('labelled-count').innerText(), patiently).toContain('21 labelled')
  })

  it('labels a file that has no labels at all, from naming the classes to its first version', async () => {
    const texts = Array.from(
      { length: 30 },
      (_, i) => `"${i % 2 ? 'refund my invoice' : 'the screen is dark'}, case ${i}"`,
    )
    await upload('raw.csv', Buffer.from(['message', ...texts].join('\n')))
    await at('label-here').click()
    await at('begin-labelling').click()
    await at('edit-classes').click()
    await at('classes').fill('billing\ntechnical')
    await at('save-plan').click()
    await at('labeller').waitFor()
    for (let row = 0; row < 29; row++) await press((await rowShown()).includes('invoice') ? '1' : '2')
    await expect.poll(() => at('labelled-count').innerText(), patiently).toContain('29 labelled, 1 to go')
    await at('publish-labels').click()
    await page.waitForURL('**/versions/*')
    await tab(/Rows/).waitFor()
    expect(await tab(/Rows/).innerText()).toContain('29')
  })

  it('deletes the dataset once its name is typed', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await at('delete-dataset').click()
    expect(await at('confirm-delete').isDisabled()).toBe(true)
    const [, name = ''] = /“(.*)”/.exec(await page.getByText(/^Type “/).innerText()) ?? []
    await at('confirm-name').fill(name)
    await at('confirm-delete').click()
    await page.waitForURL('**/data')
    await page.getByText(`${name} was deleted`).waitFor()
    expect(errors).toEqual([])
  })
})

describe.skipIf(!chromiumPath)('a call that was answered wrongly', () => {
  it('goes over feedback and the queue into the next version, without the address that it named', async () => {
    const tenant = await openTenant(system.url)
    const served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(200) })
    const context = await browser.newContext({ locale: 'en-GB' })
    const cookies = tenant.cookie().split('; ')
    await context.addCookies(
      cookies.map((pair) => {
        const at = pair.indexOf('=')
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url: `http://localhost:${system.port}` }
      }),
    )
    page = await context.newPage()
    const problems = watchErrors(page)
    const open = (path: string) => page.goto(`http://localhost:${system.port}${path}`)

    await open(`/deployments/${served.deploymentId}?tab=data`)
    await page.getByText('Keep a sample of inputs').click()
    await at('sample').fill('100')
    await at('save-handling').click()
    await page.getByText('Takes effect from the next call.').waitFor()

    const call = await callPredict(system.url, served, {
      inputs: 'ask eve@example.com for it',
      end_user: 'ann',
    })
    const { id } = (await call.json()) as { id: string }
    const said = await fetch(`${system.url}/v1/feedback`, {
      method: 'POST',
      headers: { authorization: `Bearer ${served.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ prediction_id: `${id}-0`, correct: false, comment: 'not at all' }),
    })
    expect(said.status).toBe(200)
    const logged = () => tenant.query('request.get', { id }).catch(() => null)
    await until('the call to be logged', logged, (one) => one !== null)
    await open(`/deployments/${served.deploymentId}?tab=requests&request=${id}`)
    await page.getByText('ask [EMAIL] for it').waitFor()
    await page.getByText('“not at all”').waitFor()
    await open(`/deployments/${served.deploymentId}?tab=accuracy`)
    await page.getByText('All versions').waitFor()
    await open('/end-users')
    await at('end-user-row').getByText('ann').waitFor()

    const { datasetId } = await tenant.query<{ datasetId: string }>('dataset.version', {
      id: served.datasetVersionId,
    })
    const next = () =>
      tenant.mutate<{ reason: { type: string } | null }[]>('labelling.next', {
        datasetId,
        queue: 'production',
      })
    await until('the feedback to reach its row', next, ([row]) => row?.reason?.type === 'feedback')
    await open(`/data/${datasetId}/label?queue=production`)
    expect(await rowShown()).toBe('ask [EMAIL] for it')
    await at('why-asked').getByText('not at all').waitFor()
    await page.keyboard.press('1')
    await page.getByText('Nothing for you here').waitFor()
    await at('publish-labels').click()
    await page.waitForURL('**/versions/*')
    await page.getByText('1 row added').waitFor()
    expect(problems).toEqual([])
    await context.close()
  })
})
