import { createApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import { addDatasetVersion } from '@assay/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, callTrpc, openPlatform, type Person, signUp, startApi } from './testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let api: Api
let ada: Person & { workspaceId: string }
let key: string
let datasetId: string
beforeAll(async () => {
  platform = await openPlatform()
  api = await startApi(platform.services)
  const person = await signUp(api)
  const created = await callTrpc(api, person, { type: 'mutation', path: 'workspace.create' }, { name: 'Ada' })
  ada = { ...person, workspaceId: (created.data as { id: string }).id }
  const ctx: WorkspaceCtx = {
    ...platform.services,
    actor: { type: 'user', id: ada.userId },
    workspaceId: ada.workspaceId,
    role: 'owner',
  }
  key = (await createApiKey(ctx, { name: 'Server' })).key
  datasetId = (await addDatasetVersion(ctx)).datasetId
})
afterAll(async () => {
  await api?.close()
  await platform?.close()
})

const query = (path: string, input?: unknown) => callTrpc(api, ada, { type: 'query', path }, input)
const mutate = (path: string, input?: unknown) => callTrpc(api, ada, { type: 'mutation', path }, input)

describe('a request from a page of another origin', () => {
  test.each(['https://evil.example', 'null', 'http://localhost:1', 'not a url'])(
    '(%s) is refused',
    async (origin) => {
      for (const path of ['trpc/workspace.rename', 'api/auth/sign-out']) {
        const response = await fetch(`${api.url}/${path}`, {
          method: 'POST',
          headers: {
            origin,
            cookie: ada.cookie,
            'x-workspace-id': ada.workspaceId,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ json: { name: 'taken' } }),
        })
        expect(response.status).toBe(403)
      }
      expect((await query('workspace.current')).data).toMatchObject({ name: 'Ada' })
    },
  )

  test('is no request from our own', async () => {
    const response = await fetch(`${api.url}/trpc/workspace.rename`, {
      method: 'POST',
      headers: {
        origin: api.url,
        cookie: ada.cookie,
        'x-workspace-id': ada.workspaceId,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ json: { name: 'Ada' } }),
    })
    expect(response.status).toBe(200)
  })
})

describe('answers 400 and does nothing', () => {
  test.each([
    ['dataset.create', { name: 'x', workspaceId: 'ws_other' }],
    ['dataset.create', { name: 'x', role: 'owner' }],
    ['workspace.create', { name: 'x', role: 'owner' }],
    ['apiKey.create', { name: 'x', workspaceId: 'ws_other' }],
    ['training.start', { datasetVersionId: 'dsv_1', workspaceId: 'ws_other' }],
  ])('to %s with a field too many: %j', async (path, input) => {
    const { status, error } = await mutate(path, input)
    expect(status).toBe(400)
    expect(error?.data.assay?.code).toBe('invalid_request')
  })

  test.each([
    'dataset.list',
    'model.list',
    'deployment.list',
    'audit.list',
    'billing.invoices',
    'training.list',
  ])('to %s with a limit or an offset beyond reason', async (path) => {
    for (const page of [
      { limit: 1e9 },
      { limit: -1 },
      { limit: 0 },
      { limit: 1.5 },
      { offset: -1 },
      { limit: '50' },
    ])
      expect(await query(path, page), JSON.stringify(page)).toMatchObject({ status: 400 })
  })

  test.each(['a\0b', '\ud800', 'x\udfffy'])('to the name %j', async (name) => {
    for (const [path, input] of [
      ['dataset.create', { name }],
      ['workspace.rename', { name }],
      ['apiKey.create', { name }],
      ['dataset.rename', { id: datasetId, name }],
    ] as const) {
      const { status, error } = await mutate(path, input)
      expect({ path, status, code: error?.data.assay?.code }).toEqual({
        path,
        status: 400,
        code: 'invalid_text',
      })
    }
  })

  test('to a NUL in any other text, which the database could not hold', async () => {
    const answers = {
      id: await query('dataset.get', { id: 'ds_\0' }),
      search: await query('dataset.list', { search: 'a\0' }),
      modelId: await query('training.list', { modelId: '\0' }),
      column: await mutate('dataset.chooseColumns', { versionId: 'dsv_1', labelColumn: 'a\0' }),
      user: await mutate('member.remove', { userId: '\0' }),
      invoice: await query('billing.invoice', { id: '\0' }),
      deployment: await mutate('deployment.tryOut', { id: '\0', input: 'x' }),
      key: await mutate('deployment.tryOut', { id: 'dep_1', input: { 'a\0': 1 } }),
    }
    for (const [name, { status, error }] of Object.entries(answers))
      expect({ name, status, code: error?.data.assay?.code }).toEqual({
        name,
        status: 400,
        code: 'invalid_text',
      })
  })

  test('to an upload with a NUL in its path or its columns', async () => {
    for (const path of ['%00/uploads', `${datasetId}/uploads?labelColumn=a%00`]) {
      const response = await fetch(`${api.url}/v1/datasets/${path}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${key}` },
        body: 'text,label\na,b\n',
      })
      expect([path, response.status]).toEqual([path, 400])
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_text' } })
    }
  })
})

test('a batch of eleven calls is refused as a whole, one of ten is answered', async () => {
  const batch = (size: number) =>
    fetch(`${api.url}/trpc/${Array(size).fill('me.get').join(',')}?batch=1`, {
      headers: { cookie: ada.cookie },
    })
  expect((await batch(10)).status).toBe(200)
  expect((await batch(11)).status).toBe(400)
})

test('an unknown procedure and an unknown route say so without a stack', async () => {
  const unknown = await query('dataset.steal', {})
  expect(unknown).toMatchObject({ status: 404 })
  expect(JSON.stringify(unknown)).not.toContain('stack')
  const route = await fetch(`${api.url}/v1/nothing`)
  expect(route.status).toBe(404)
})

describe('a webhook', () => {
  const body = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'invoice.paid',
    livemode: false,
    data: { object: {} },
  })
  test.each([
    ['without a signature', undefined],
    ['with a made-up signature', `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`],
    ['with a signature that is no signature', 'x'],
  ])('%s is answered 400, and nothing is written', async (_title, signature) => {
    const response = await fetch(`${api.url}/webhooks/stripe`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signature ? { 'stripe-signature': signature } : {}),
      },
      body,
    })
    expect(response.status).toBe(400)
    const [row] = await platform.services.dbs.sql.platform`select count(*)::int as events from stripe_event`
    expect(row).toEqual({ events: 0 })
  })
})

describe('an upload', () => {
  const upload = (headers: Record<string, string>, search = '?name=a.csv') =>
    fetch(`${api.url}/v1/datasets/${datasetId}/uploads${search}`, {
      method: 'PUT',
      headers,
      body: 'text,label\na,b\n',
    })

  test('with a key or a session is taken in', async () => {
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { cookie: ada.cookie, 'x-workspace-id': ada.workspaceId },
    ] as Record<string, string>[]) {
      const response = await upload(headers)
      expect(response.status).toBe(201)
      expect(await response.json()).toMatchObject({ dataset_version: { status: 'queued', bytes: 15 } })
    }
  })

  test.each([
    ['without key or session', {}, '', 401, 'unauthenticated'],
    ['with a malformed key', { authorization: 'Bearer nonsense' }, '', 401, 'key_invalid'],
    ['with a key in the URL', {}, `?name=ask_${'A'.repeat(43)}`, 401, 'key_in_url'],
    ['with an unknown option', { authorization: 'KEY' }, '?name=a.csv&role=owner', 400, 'invalid_request'],
    [
      'with a wrong checksum',
      { authorization: 'KEY', 'x-content-sha256': 'a'.repeat(64) },
      '',
      422,
      'checksum_mismatch',
    ],
    [
      'with a malformed checksum',
      { authorization: 'KEY', 'x-content-sha256': 'zz' },
      '',
      400,
      'invalid_request',
    ],
    ['of another type', { authorization: 'KEY' }, '?name=logo.svg', 415, 'unsupported_media_type'],
  ])('%s is refused', async (_title, headers, search, status, code) => {
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === 'KEY' ? `Bearer ${key}` : value]),
    )
    const response = await upload(sent, search)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code } })
  })
})
