import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { openLog } from './log.ts'

test('no secret reaches the log, in whatever field, message or error it stands, and the rest does', () => {
  let written = ''
  const log = openLog(
    'api',
    'info',
    new Writable({
      write(chunk, _encoding, done) {
        written += String(chunk)
        done()
      },
    }),
  )
  const secrets = [
    'ask_abcdefghijklmnopqrstuvwxyz0123',
    'sk_live_51HqLyjWDarjtT1zdp7dc',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'eyJhbGciOiJIUzI1NiJ9.e30.abc',
    'opensesame',
    'better-secret-value',
    '4242 4242 4242 4242',
    '5555555555554444',
  ]
  const [key, stripe, hook, jwt, password, cookie, card, other] = secrets
  log.warn(
    { requestId: 'req_1', headers: { authorization: `Bearer ${jwt}`, cookie: `a=${cookie}` } },
    'refused',
  )
  log.error({ err: new Error(`connect postgres://assay:${password}@db:5432/assay failed`) }, 'database')
  log.error({
    err: Object.assign(new Error('no'), { detail: `card ${card}, ${other}` }),
    url: `/x?token=${jwt}`,
  })
  log.info({ deep: { deeper: { apiKey: key, note: `used ${stripe}` } } }, `signed with ${hook}`)
  log.info({ set: `better-auth.session_token=${cookie}; Path=/` }, 'signed in')
  log.info({ rows: 1795944002032, orderId: '1234567890123456' }, 'figures stay')
  for (const secret of secrets) expect(written).not.toContain(secret)
  for (const kept of ['req_1', 'postgres://assay:', '@db:5432/assay', '1795944002032', '1234567890123456'])
    expect(written).toContain(kept)
  for (const line of written.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
})
