import { tables } from '@assay/db'
import { codeOf } from '@assay/testkit/totp'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Api,
  callTrpc,
  cookieOf,
  openPlatform,
  type Person,
  password,
  signUp,
  startApi,
} from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let api: Api
beforeAll(async () => {
  platform = await openPlatform()
  api = await startApi(platform.services)
})
afterAll(async () => {
  await api?.close()
  await platform?.close()
})

const post = (path: string, body: unknown, cookie = '') =>
  fetch(`${api.url}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify(body),
  })
const me = { type: 'query', path: 'me.get' }
const signIn = (email: string) => post('sign-in/email', { email, password })
const userOf = async (cookie: string) =>
  ((await callTrpc(api, { cookie }, me)).data as { user: { id: string } } | null)?.user ?? null

/** Someone with an authenticator app: their newest cookie, the app's address and the backup codes. */
const protect = async (person: Person) => {
  const begun = await post('two-factor/enable', { password }, person.cookie)
  expect(begun.status).toBe(200)
  const { totpURI, backupCodes } = (await begun.json()) as { totpURI: string; backupCodes: string[] }
  const confirmed = await post('two-factor/verify-totp', { code: codeOf(totpURI) }, person.cookie)
  expect(confirmed.status).toBe(200)
  return { ...person, cookie: cookieOf(confirmed), totpURI, backupCodes }
}
const mailsTo = async (email: string) => (await platform.queued('mail.send')).filter(({ to }) => to === email)

describe('two-factor sign-in', () => {
  test('gives no session for the password alone, and one for the app’s code', async () => {
    const ada = await protect(await signUp(api))
    const first = await signIn(ada.email)
    expect(await first.json()).toMatchObject({ twoFactorRedirect: true })
    const step = cookieOf(first)
    expect(await userOf(step)).toBeNull()
    expect((await post('two-factor/verify-totp', { code: '000000' }, step)).status).toBe(401)
    const second = await post('two-factor/verify-totp', { code: codeOf(ada.totpURI) }, step)
    expect(second.status).toBe(200)
    expect(await userOf(cookieOf(second))).toMatchObject({ id: ada.userId, twoFactor: true })
  })

  test('takes a backup code once', async () => {
    const ada = await protect(await signUp(api))
    const [code] = ada.backupCodes
    expect(ada.backupCodes).toHaveLength(10)
    const use = async () => post('two-factor/verify-backup-code', { code }, cookieOf(await signIn(ada.email)))
    const first = await use()
    expect(first.status).toBe(200)
    expect(await userOf(cookieOf(first))).toMatchObject({ id: ada.userId })
    expect((await use()).status).toBe(401)
  })

  test('ends a sign-in after five wrong codes: the right one comes too late', async () => {
    const ada = await protect(await signUp(api))
    const step = cookieOf(await signIn(ada.email))
    for (let turn = 0; turn < 5; turn++)
      expect((await post('two-factor/verify-totp', { code: '000000' }, step)).status).toBe(401)
    const late = await post('two-factor/verify-totp', { code: codeOf(ada.totpURI) }, step)
    expect(late.ok).toBe(false)
    expect(await userOf(cookieOf(late))).toBeNull()
  })

  test('asks for the password before it is turned on or off, and tells its owner of both', async () => {
    const ada = await signUp(api)
    expect((await post('two-factor/enable', { password: 'not the password' }, ada.cookie)).status).toBe(400)
    const { cookie } = await protect(ada)
    expect((await post('two-factor/disable', { password: 'not the password' }, cookie)).status).toBe(400)
    expect((await post('two-factor/disable', { password }, cookie)).status).toBe(200)
    expect(await (await signIn(ada.email)).json()).toMatchObject({ user: { id: ada.userId } })
    const texts = (await mailsTo(ada.email)).map(({ text }) => text).join()
    expect(texts).toContain('turned on')
    expect(texts).toContain('turned off')
  })

  test('keeps neither secret nor backup codes readable', async () => {
    const ada = await protect(await signUp(api))
    const rows = await platform.services.dbs.platform
      .select()
      .from(tables.twoFactor)
      .where(eq(tables.twoFactor.userId, ada.userId))
    const stored = JSON.stringify(rows)
    expect(stored).not.toContain(new URL(ada.totpURI).searchParams.get('secret'))
    for (const code of ada.backupCodes) expect(stored).not.toContain(code)
  })
})

describe('a workspace that asks for a second factor', () => {
  test('is closed to a member without one, by every door, until they turn it on', async () => {
    const ada = await protect(await signUp(api))
    const { data } = await callTrpc(
      api,
      ada,
      { type: 'mutation', path: 'workspace.create' },
      { name: 'Safe' },
    )
    const { id: workspaceId } = data as { id: string }
    const ask = { type: 'mutation', path: 'workspace.requireSecondFactor' }
    expect((await callTrpc(api, { ...ada, workspaceId }, ask, { required: true })).error).toBeNull()
    const bob = await signUp(api, 'bob')
    await platform.services.dbs.platform
      .insert(tables.member)
      .values({ workspaceId, userId: bob.userId, role: 'owner' })
    const list = { type: 'query', path: 'dataset.list' }
    const refused = await callTrpc(api, { ...bob, workspaceId }, list, {})
    expect(refused.error?.data.assay).toMatchObject({ code: 'forbidden', param: 'second_factor' })
    const byRest = await fetch(`${api.url}/v1/exports/statement`, {
      headers: { cookie: bob.cookie, 'x-workspace-id': workspaceId },
    })
    expect(byRest.status).toBe(403)
    const safe = await protect(bob)
    expect((await callTrpc(api, { ...safe, workspaceId }, list, {})).error).toBeNull()
  })

  test('can not be made by an owner who has none', async () => {
    const ada = await signUp(api)
    const { data } = await callTrpc(
      api,
      ada,
      { type: 'mutation', path: 'workspace.create' },
      { name: 'Safe' },
    )
    const { id: workspaceId } = data as { id: string }
    const ask = { type: 'mutation', path: 'workspace.requireSecondFactor' }
    const refused = await callTrpc(api, { ...ada, workspaceId }, ask, { required: true })
    expect(refused.error?.data.assay).toMatchObject({ code: 'conflict' })
  })
})
