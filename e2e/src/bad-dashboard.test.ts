import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, openClient, TrpcRefusal } from './client.ts'
import { openTenant } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'

let system: System
let tenant: Client & { workspaceId: string }
const ownerPassword = 'a long enough phrase'

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ status: number; code: string; param: string | null }> => {
  try {
    await work
  } catch (error) {
    if (error instanceof TrpcRefusal) return { status: error.status, code: error.code, param: error.param }
    throw error
  }
  throw new Error('It was accepted')
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('the dashboard’s door', () => {
  it('refuses a mutation from a page of another origin as 403', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      const response = await post(
        '/trpc/dataset.create',
        { json: { name: 'x' } },
        { ...tenant.headers(), origin },
      )
      expect(response.status).toBe(403)
    }
    const { total } = await tenant.query<{ total: number }>('dataset.list', {})
    expect(total).toBe(0)
  })

  it('refuses whoever is not signed in as 401, and a foreign or unknown workspace alike as 404', async () => {
    const nobody = openClient(system.url)
    nobody.enter(tenant.workspaceId)
    expect(await refusalOf(nobody.query('dataset.list', {}))).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    })
    const stranger = await openTenant(system.url, 'Stranger')
    stranger.enter(tenant.workspaceId)
    const foreign = await refusalOf(stranger.query('dataset.list', {}))
    stranger.enter('ws_unknown')
    expect(foreign).toMatchObject({ status: 404 })
    expect(await refusalOf(stranger.query('dataset.list', {}))).toEqual(foreign)
  })

  it('refuses extra fields such as workspaceId and role as 400', async () => {
    for (const extra of [{ workspaceId: 'ws_other' }, { role: 'owner' }])
      expect(await refusalOf(tenant.mutate('dataset.create', { name: 'x', ...extra }))).toMatchObject({
        status: 400,
        code: 'invalid_request',
      })
  })

  it('refuses pages past the bounds as 400', async () => {
    for (const page of [
      { limit: 1e9 },
      { limit: -1 },
      { limit: 0 },
      { limit: 1.5 },
      { offset: -1 },
      { offset: 1e300 },
    ])
      expect(await refusalOf(tenant.query('dataset.list', page))).toMatchObject({ status: 400 })
  })

  it('refuses NUL and half a surrogate pair as 400 invalid_text, wherever a text goes', async () => {
    for (const bad of ['a\0b', 'a\uD800b']) {
      for (const [path, input] of [
        ['dataset.create', { name: bad }],
        ['workspace.rename', { name: bad }],
        ['apiKey.create', { name: bad }],
      ] as const)
        expect(await refusalOf(tenant.mutate(path, input)), path).toMatchObject({
          status: 400,
          code: 'invalid_text',
        })
      expect([400, 404]).toContain((await refusalOf(tenant.query('dataset.get', { id: bad }))).status)
    }
    expect(await refusalOf(tenant.query('dataset.list', { search: 'a\0b' }))).toMatchObject({ status: 400 })
  })

  it('refuses a viewer who does an owner’s things as 403, and an invitation used twice as 404', async () => {
    const { link } = await tenant.mutate<{ link: string }>('invitation.create', {
      email: 'viewer@example.com',
      role: 'viewer',
    })
    const token = new URL(link).pathname.split('/').at(-1)
    const viewer = openClient(system.url)
    await viewer.signUp({ name: 'Vera Viewer', email: 'viewer@example.com', password: ownerPassword })
    await viewer.mutate('invitation.accept', { token })
    viewer.enter(tenant.workspaceId)
    expect(await viewer.query('workspace.current')).toMatchObject({ role: 'viewer' })
    for (const [path, input] of [
      ['dataset.create', { name: 'x' }],
      ['apiKey.create', { name: 'x' }],
      ['workspace.rename', { name: 'Mine' }],
      ['invitation.create', { email: 'friend@example.com', role: 'owner' }],
      ['billing.checkout', { planId: 'plan_x' }],
    ] as const)
      expect(await refusalOf(viewer.mutate(path, input)), path).toMatchObject({
        status: 403,
        code: 'forbidden',
      })
    expect(await refusalOf(viewer.query('tenant.list', {}))).toMatchObject({ status: 403 })
    expect(await refusalOf(viewer.mutate('invitation.accept', { token }))).toMatchObject({ status: 404 })
  })

  it('refuses eleven calls in one batch, and a body that is not JSON, as 400', async () => {
    const path = Array(11).fill('me.get').join(',')
    const input = encodeURIComponent(JSON.stringify({}))
    const batch = await fetch(`${system.url}/trpc/${path}?batch=1&input=${input}`, {
      headers: tenant.headers(),
    })
    expect(batch.status).toBe(400)
    expect((await post('/trpc/dataset.create', '{"json":', tenant.headers())).status).toBe(400)
    expect((await fetch(`${system.url}/trpc/no.such`, { headers: tenant.headers() })).status).toBe(404)
  })
})

describe('signing in', () => {
  const email = 'sign-in@example.com'
  const passphrase = `${'p'.repeat(60)}äöü!`

  it('accepts a password of 64 characters, and refuses common, short and enormous ones', async () => {
    const client = openClient(system.url)
    await client.signUp({ name: 'Sam', email, password: passphrase })
    expect(await client.query('me.get')).toMatchObject({ user: { email } })
    const attempt = async (password: string) =>
      (await post('/api/auth/sign-up/email', { name: 'X', email: 'x@example.com', password })).status
    expect(await attempt('password123')).toBe(400)
    expect(await attempt('short')).toBe(400)
    expect([400, 413]).toContain(await attempt('p'.repeat(1024 ** 2)))
  })

  it('makes a cookie worthless at sign-out', async () => {
    const client = openClient(system.url)
    expect((await client.signIn({ email, password: passphrase })).status).toBe(200)
    const kept = client.cookie()
    expect((await client.signOut()).status).toBe(200)
    const response = await fetch(`${system.url}/trpc/workspace.current`, { headers: { cookie: kept } })
    expect(response.status).toBe(401)
  })

  it('answers a wrong password and an unknown e-mail alike, and 429 after some, whatever X-Forwarded-For says', async () => {
    const attempt = async (to: string, i: number) => {
      const response = await post(
        '/api/auth/sign-in/email',
        { email: to, password: 'not the right one' },
        { 'x-forwarded-for': `203.0.113.${i}`, 'x-assay-client-address': `203.0.113.${i}` },
      )
      return { status: response.status, body: await response.text() }
    }
    const wrong = await attempt(email, 0)
    expect(wrong.status).toBe(401)
    expect(await attempt('nobody@example.com', 1)).toEqual(wrong)
    const statuses: number[] = []
    for (let i = 2; i < 100 && !statuses.includes(429); i++) statuses.push((await attempt(email, i)).status)
    expect(statuses.at(-1)).toBe(429)
    expect(statuses.length).toBeLessThan(100)
  })
})
