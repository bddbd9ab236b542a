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

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const signIn = (email: string, tried: string, headers: Record<string, string> = {}) =>
  post('sign-in/email', { email, password: tried }, headers)
const me = { type: 'query', path: 'me.get' }
let made = 0
const newEmail = () => `person-${made++}@example.com`

describe('a session', () => {
  test('begins with sign-up, is one person’s, and ends everywhere with sign-out', async () => {
    const ada = await signUp(api, 'ada')
    expect((await callTrpc(api, ada, me)).data).toMatchObject({
      user: { id: ada.userId, email: ada.email, isOperator: false },
      workspaces: [],
    })
    expect((await post('sign-out', {}, { cookie: ada.cookie })).status).toBe(200)
    expect((await callTrpc(api, ada, me)).data).toBeNull()
    const { error } = await callTrpc(api, ada, { type: 'mutation', path: 'workspace.create' }, { name: 'x' })
    expect(error?.data).toMatchObject({ code: 'UNAUTHORIZED', httpStatus: 401 })
  })

  test('begins again with the right password, however often, without running into a limit', async () => {
    const ada = await signUp(api)
    for (let turn = 0; turn < 6; turn++) {
      const response = await signIn(ada.email, password)
      expect(response.status).toBe(200)
      const again = { cookie: cookieOf(response) }
      expect((await callTrpc(api, again, me)).data).toMatchObject({ user: { email: ada.email } })
    }
  })

  test('is a cookie that scripts can not read and other sites do not send', async () => {
    const response = await post('sign-up/email', { name: 'Ada', email: newEmail(), password })
    expect(response.headers.getSetCookie().join()).toMatch(/HttpOnly/i)
    expect(response.headers.getSetCookie().join()).toMatch(/SameSite=Lax/i)
  })

  test('can not be forged: a changed signature is nobody’s', async () => {
    const ada = await signUp(api)
    const cookie = ada.cookie.replace(/.(?=[^.]*$)/, (sign) => (sign === 'A' ? 'B' : 'A'))
    expect((await callTrpc(api, { cookie }, me)).data).toBeNull()
  })
})

describe('a password', () => {
  test.each([
    ['of nine characters', 'ninechars'],
    ['that attackers try first', 'Password1234'],
    ['of a megabyte', 'x'.repeat(1024 ** 2)],
    ['of 129 characters', 'x'.repeat(129)],
    ['that is missing', undefined],
  ])('%s is refused with 400', async (_title, refused) => {
    const response = await post('sign-up/email', { name: 'Ada', email: newEmail(), password: refused })
    expect(response.status).toBe(400)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  test('of 64 characters is taken, and all of them count', async () => {
    const email = newEmail()
    const long = `${'correct horse battery '.repeat(3)}`.slice(0, 64)
    expect((await post('sign-up/email', { name: 'Ada', email, password: long })).status).toBe(200)
    expect((await signIn(email, long)).status).toBe(200)
    expect((await signIn(email, long.slice(0, 63))).status).toBe(401)
  })

  test('is stored as an argon2id hash alone', async () => {
    const { userId } = await signUp(api)
    const [row] = await platform.services.dbs.sql
      .platform`select password from account where user_id = ${userId}`
    expect(row?.['password']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})

test('nobody becomes the operator by asking for it at sign-up', async () => {
  const response = await post('sign-up/email', { name: 'Eve', email: newEmail(), password, isOperator: true })
  const [row] = await platform.services.dbs.sql.platform<{ operators: number }[]>`
    select count(*)::int as operators from "user" where is_operator`
  expect(row?.operators).toBe(0)
  expect(response.status).toBeLessThan(500)
})

describe('failed sign-ins', () => {
  const bodyAndStatus = async (response: Response) => ({
    status: response.status,
    body: await response.text(),
    names: [...response.headers.keys()].filter((name) => name !== 'x-request-id'),
  })

  test('tell an unknown e-mail from a wrong password by nothing', async () => {
    const ada = await signUp(api)
    const wrong = await bodyAndStatus(await signIn(ada.email, 'not the password'))
    expect(wrong.status).toBe(401)
    expect(await bodyAndStatus(await signIn(newEmail(), 'not the password'))).toEqual(wrong)
  })

  test('are refused after ten for one e-mail, known or not, also with the right password', async () => {
    const ada = await signUp(api)
    for (const email of [ada.email, newEmail()]) {
      for (let turn = 0; turn < 10; turn++) expect((await signIn(email, `wrong-${turn}`)).status).toBe(401)
      const refused = await signIn(email, password)
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited' } })
    }
  })

  test('are not tried more often by trying all at once', async () => {
    const email = newEmail()
    const statuses = await Promise.all(
      Array.from({ length: 24 }, async (_, i) => (await signIn(email, `wrong-${i}`)).status),
    )
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(14)
  })

  test('are not tried more often under forged addresses or another spelling of the e-mail', async () => {
    const email = newEmail()
    const forge = (i: number) => ({
      'x-forwarded-for': `203.0.113.${i}`,
      'x-real-ip': `203.0.113.${i}`,
      'x-assay-client-address': `203.0.113.${i}`,
      forwarded: `for=203.0.113.${i}`,
    })
    const statuses: number[] = []
    for (let i = 0; i < 11; i++)
      statuses.push((await signIn(i % 2 ? email.toUpperCase() : email, 'wrong', forge(i))).status)
    expect(statuses).toEqual([...Array(10).fill(401), 429])
  })
})
