import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getUsage } from '@assay/services/billing'
import { publishLegal, setBrand } from '@assay/services/brand'
import type { OperatorCtx, WorkspaceCtx } from '@assay/services/core'
import { createDeployment } from '@assay/services/deployment'
import { setPublicPage } from '@assay/services/public-page'
import { addModelVersion } from '@assay/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, openPlatform, password, signUp, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let api: Api
let other: Api
let operator: OperatorCtx
let tenant: WorkspaceCtx
let deploymentId: string
const pages = mkdtempSync(join(tmpdir(), 'assay-site-'))
const born = 'Assay'

beforeAll(async () => {
  for (const name of ['index', 'site'])
    writeFileSync(join(pages, `${name}.html`), `<html data-page="${name}"><head><!--head--></head></html>`)
  platform = await openPlatform()
  worker = await startFakeWorker(platform.services)
  api = await startApi(platform.services, [], pages)
  other = await startApi(platform.services, [], pages)
  const actor = { type: 'user', id: await platform.addUser('Olive') } as const
  operator = { ...platform.services, actor, isOperator: true }
  tenant = await platform.addWorkspace('Secret & Co')
  const { modelVersionId } = await addModelVersion(tenant)
  deploymentId = (await createDeployment(tenant, { name: 'Live', modelVersionId })).id
})
afterAll(async () => {
  await api?.close()
  await other?.close()
  await worker?.close()
  await platform?.close()
  rmSync(pages, { recursive: true, force: true })
})

const open = (over: object = {}) =>
  setPublicPage(tenant, {
    deploymentId,
    slug: 'spam',
    isOpen: true,
    title: 'Spam filter',
    description: 'Finds *spam*.',
    dailyCap: 100,
    ...over,
  })
const get = (path: string, from = api) => fetch(`${from.url}${path}`)
const textOf = async (path: string, from = api) => (await get(path, from)).text()
const ask = (body: unknown) =>
  fetch(`${api.url}/p/spam/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('once the operator has set a brand', () => {
  const places = [
    '/',
    '/pricing',
    '/sign-in',
    '/p/spam',
    '/p/nothing',
    '/openapi.json',
    '/docs/',
    '/brand.json',
    '/favicon.svg',
  ]

  test('every API process shows it everywhere, and nothing that people see says the old name', async () => {
    await open()
    expect(await textOf('/pricing')).toContain(born)
    await setBrand(operator, {
      name: 'Sort<well>',
      tagline: 'Sorts your mail',
      accent: { light: '#0f766e', dark: '#2dd4bf' },
      demoSlug: 'spam',
    })
    for (const from of [api, other]) {
      await expect.poll(() => textOf('/brand.json', from)).toContain('well>')
      for (const place of places) {
        const shown = await textOf(place, from)
        expect(shown, place).not.toMatch(new RegExp(`\\b${born}\\b`))
        if (!place.endsWith('.json')) expect(shown, place).not.toContain('<well>')
      }
    }
    expect(await textOf('/')).toContain('--accent:#0f766e')
    expect((await get('/share/spam.png')).headers.get('content-type')).toBe('image/png')
  })

  test('it is transferred again only after it has changed', async () => {
    const tag = (await get('/brand.json')).headers.get('etag') ?? ''
    const again = await fetch(`${api.url}/brand.json`, { headers: { 'if-none-match': tag } })
    expect(again.status).toBe(304)
  })
})

describe('pages in front of the product', () => {
  test('greet whoever is not signed in at /, and leave it to the dashboard for whoever is', async () => {
    expect(await textOf('/')).toContain('data-page="site"')
    const { cookie } = await signUp(api)
    const home = await fetch(`${api.url}/`, { headers: { cookie } })
    expect(await home.text()).toContain('data-page="index"')
    expect(await textOf('/data')).toContain('data-page="index"')
  })

  test('name themselves to search engines, and those that are not there answer 404 and ask to be left out', async () => {
    const page = await textOf('/p/spam')
    expect(page).toContain('<title>Spam filter')
    expect(page).toContain('property="og:image"')
    expect(page).toContain('Finds spam.')
    const missing = await get('/p/nothing')
    expect(missing.status).toBe(404)
    expect(await missing.text()).toContain('noindex')
    expect(await textOf('/sitemap.xml')).toContain('/p/spam</loc>')
  })

  test('may stand in other pages where they are made for it alone', async () => {
    const policy = async (path: string) => (await get(path)).headers.get('content-security-policy')
    expect(await policy('/p/spam')).toContain("frame-ancestors 'self'")
    expect(await policy('/p/spam?embed')).toContain('frame-ancestors *')
    expect((await get('/p/spam?embed')).headers.has('x-frame-options')).toBe(false)
  })
})

describe('a public page', () => {
  const counted = async () => (await getUsage(tenant)).used

  test('answers without a key, and each answer is billed to its workspace exactly once', async () => {
    const before = await counted()
    const answer = await ask({ input: 'Win a prize' })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ prediction: { label: 'a' } })
    expect(await counted()).toBe(before + 1)
    expect((await ask({ input: 'bad' })).status).toBe(400)
    expect((await ask({ inputs: ['a'] })).status).toBe(400)
    expect(await counted()).toBe(before + 1)
  })

  test('answers no more once its day’s cap is used up, and not at all once it is closed', async () => {
    await open({ dailyCap: 2 })
    expect((await ask({ input: 'Win a prize' })).status).toBe(200)
    const capped = await ask({ input: 'Win a prize' })
    expect(capped.status).toBe(429)
    expect(await capped.text()).toContain('today')
    await open({ isOpen: false })
    expect((await ask({ input: 'Win a prize' })).status).toBe(404)
    expect((await get('/p/spam')).status).toBe(404)
    expect((await get('/share/spam.png')).status).toBe(404)
    await open()
  })

  test('answers an address only so often in a short time, and bills nothing of what it refuses', async () => {
    const before = await counted()
    const statuses: number[] = []
    for (let at = 0; at < 14; at++) statuses.push((await ask({ input: 'Win a prize' })).status)
    expect(statuses).toContain(429)
    expect(await counted()).toBe(before + statuses.filter((status) => status === 200).length)
  })
})

test('an account is made only by whoever accepts the terms as they are now, where there are any', async () => {
  const { id } = await publishLegal(operator, { kind: 'terms', body: '# Terms' })
  const up = (email: string, body: object) =>
    fetch(`${api.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ada', email, password, ...body }),
    })
  const refused = await up('ada@example.com', {})
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('Accept the terms')
  expect((await up('ada@example.com', { accepted: [id] })).status).toBe(200)
  expect(await textOf('/legal/terms')).toContain('# Terms')
})
