import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { openMailer } from './open-mailer.ts'

type Received = { user: string; from: string; to: string[]; source: string }
let server: SMTPServer | null = null
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())))

const startMailServer = async (refuseMails = 0) => {
  const received: Received[] = []
  let refusals = refuseMails
  const started = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'assay' && password === 'p@ss'
        ? done(null, { user: username })
        : done(new Error('Authentication failed')),
    onData: (stream, session, done) => {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        if (refusals-- > 0) return done(Object.assign(new Error('Try again later'), { responseCode: 451 }))
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          user: String(session.user),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(pieces).toString(),
        })
        done()
      })
    },
  })
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return { received, host: `127.0.0.1:${(started.server.address() as AddressInfo).port}` }
}

const mail = { to: 'eve@example.com', subject: 'Join Größe & Co', text: 'The link is valid for 7 days.' }
const from = 'Assay <no-reply@example.com>'

test('hands a mail to the mail server with sender, recipient, subject and text', async () => {
  const { received, host } = await startMailServer()
  const mailer = await openMailer({ SMTP_URL: `smtp://assay:p%40ss@${host}`, MAIL_FROM: from })
  await mailer.send(mail)
  expect(received).toHaveLength(1)
  expect(received[0]).toMatchObject({ user: 'assay', from: 'no-reply@example.com', to: ['eve@example.com'] })
  expect(received[0]?.source).toContain('The link is valid for 7 days.')
  expect(received[0]?.source).toContain('Subject: =?UTF-8?Q?Join_Gr=C3=B6=C3=9Fe')
})

test('fails where the server refuses a mail, and the next try goes through', async () => {
  const { received, host } = await startMailServer(1)
  const mailer = await openMailer({ SMTP_URL: `smtp://assay:p%40ss@${host}`, MAIL_FROM: from })
  await expect(mailer.send(mail)).rejects.toThrow('Try again later')
  await mailer.send(mail)
  expect(received).toHaveLength(1)
})

test('a failure names neither the password nor the mail', async () => {
  const { host } = await startMailServer()
  const mailer = await openMailer({ SMTP_URL: `smtp://assay:a-wrong-secret@${host}`, MAIL_FROM: from })
  const failure = await mailer.send(mail).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Error)
  const told = `${failure} ${JSON.stringify(failure, Object.getOwnPropertyNames(failure))}`
  expect(told).not.toContain('a-wrong-secret')
  expect(told).not.toContain('7 days')
})

test('refuses settings from which no mail could be sent', async () => {
  await expect(openMailer({ SMTP_URL: 'smtp://localhost' })).rejects.toThrow('MAIL_FROM')
  await expect(openMailer({})).rejects.toThrow('MAIL_FILE')
})
