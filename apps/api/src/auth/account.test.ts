import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, callTrpc, cookieOf, openPlatform, password, signUp, startApi } from '../testing/fixture.ts'

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
const signIn = (email: string, tried = password) => post('sign-in/email', { email, password: tried })
const me = { type: 'query', path: 'me.get' }
const userOf = async (cookie: string) =>
  ((await callTrpc(api, { cookie }, me)).data as { user: { id: string; email: string } } | null)?.user ?? null
const lastMailTo = async (email: string) =>
  (await platform.queued('mail.send')).find(({ to }) => to === email)?.text ?? ''
const tokenOf = (text: string): string => decodeURIComponent(/token=([^&\s]+)/.exec(text)?.[1] ?? '')

describe('a forgotten password', () => {
  const newPassword = 'another long secret'

  test('is replaced once by whoever has the mail, and every session ends', async () => {
    const ada = await signUp(api)
    expect((await post('request-password-reset', { email: ada.email })).status).toBe(200)
    const token = tokenOf(await lastMailTo(ada.email))
    const weak = await post('reset-password', { token, newPassword: 'password1234' })
    expect(weak.status).toBe(400)
    expect((await post('reset-password', { token, newPassword })).status).toBe(200)
    expect(await userOf(ada.cookie)).toBeNull()
    expect((await signIn(ada.email)).status).toBe(401)
    expect((await signIn(ada.email, newPassword)).status).toBe(200)
    expect((await post('reset-password', { token, newPassword: 'a third long secret' })).ok).toBe(false)
  })

  test('tells nobody whether an address has an account, and mails an unknown one nothing', async () => {
    const ada = await signUp(api)
    const known = await (await post('request-password-reset', { email: ada.email })).json()
    const unknown = await (await post('request-password-reset', { email: 'nobody@example.com' })).json()
    expect(unknown).toEqual(known)
    expect(await lastMailTo('nobody@example.com')).toBe('')
  })

  test('fills no letter box: the sixth mail within an hour is not sent', async () => {
    const ada = await signUp(api)
    for (let turn = 0; turn < 7; turn++)
      expect((await post('request-password-reset', { email: ada.email })).status).toBe(200)
    const mails = (await platform.queued('mail.send')).filter(({ to }) => to === ada.email)
    expect(mails).toHaveLength(5)
  })
})

describe('a changed password', () => {
  test('ends the other sessions and keeps this one, and is told by mail', async () => {
    const ada = await signUp(api)
    const other = cookieOf(await signIn(ada.email))
    const body = { currentPassword: password, newPassword: 'another long secret' }
    expect((await post('change-password', { ...body, currentPassword: 'wrong' }, ada.cookie)).status).toBe(
      400,
    )
    const changed = await post('change-password', body, ada.cookie)
    expect(changed.status).toBe(200)
    expect(await userOf(other)).toBeNull()
    expect(await userOf(cookieOf(changed))).toMatchObject({ id: ada.userId })
    expect(await lastMailTo(ada.email)).toContain('password of your account was changed')
  })

  test('can not be guessed with a stolen session: the eleventh try is refused', async () => {
    const ada = await signUp(api)
    const guess = () =>
      post('change-password', { currentPassword: 'wrong', newPassword: 'another long secret' }, ada.cookie)
    for (let turn = 0; turn < 10; turn++) expect((await guess()).status).toBe(400)
    expect((await guess()).status).toBe(429)
  })
})

describe('change your account’s e-mail address', () => {
  test('counts once its link is opened, asks for the password, and is told to the old one', async () => {
    const ada = await signUp(api)
    const newEmail = `new-${ada.email}`
    const ask = (tried: string) => post('change-email', { newEmail, password: tried }, ada.cookie)
    expect((await ask('not the password')).status).toBe(403)
    expect((await ask(password)).status).toBe(200)
    expect(await userOf(ada.cookie)).toMatchObject({ email: ada.email })
    expect(await lastMailTo(ada.email)).toContain('change your account’s e-mail address')
    const link = /http\S+/.exec(await lastMailTo(newEmail))?.[0] ?? ''
    const path = new URL(link)
    const opened = await fetch(`${api.url}${path.pathname}${path.search}`, {
      redirect: 'manual',
      headers: { cookie: ada.cookie },
    })
    expect(opened.headers.get('location')).toContain('/settings/account')
    expect((await signIn(newEmail)).status).toBe(200)
    expect((await signIn(ada.email)).status).toBe(401)
  })
})

describe('sessions', () => {
  test('are listed with this one first, and end one by one or all but this one', async () => {
    const ada = await signUp(api)
    const others = [cookieOf(await signIn(ada.email)), cookieOf(await signIn(ada.email))]
    const list = async () =>
      (await callTrpc(api, ada, { type: 'query', path: 'account.sessions' })).data as {
        id: string
        isThis: boolean
      }[]
    const before = await list()
    expect(before.map(({ isThis }) => isThis)).toEqual([true, false, false])
    expect(JSON.stringify(before)).not.toContain('token')
    const end = { type: 'mutation', path: 'account.endSession' }
    expect((await callTrpc(api, ada, end, { id: before[1]?.id })).error).toBeNull()
    expect((await Promise.all(others.map(userOf))).filter(Boolean)).toHaveLength(1)
    await callTrpc(api, ada, { type: 'mutation', path: 'account.endOtherSessions' })
    expect((await Promise.all(others.map(userOf))).filter(Boolean)).toHaveLength(0)
    expect(await list()).toHaveLength(1)
  })

  test('of somebody else can not be ended', async () => {
    const [ada, eve] = [await signUp(api), await signUp(api, 'eve')]
    const [mine] = (await callTrpc(api, ada, { type: 'query', path: 'account.sessions' })).data as {
      id: string
    }[]
    const end = { type: 'mutation', path: 'account.endSession' }
    const refused = await callTrpc(api, eve, end, { id: mine?.id })
    expect(refused.error?.data.assay).toMatchObject({ code: 'not_found' })
    expect(await userOf(ada.cookie)).toMatchObject({ id: ada.userId })
  })
})
