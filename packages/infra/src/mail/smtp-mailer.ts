import type { Mailer } from '@assay/services/core'
import { createTransport } from 'nodemailer'

/**
 * Mails through a mail server. `send` resolves once the server has taken the mail over.
 * `url`: `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte; `from` as people see it.
 */
export const openSmtpMailer = (url: string, from: string): Mailer => {
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }
  // A mail holds text alone: nothing in it may make us read files or addresses.
  const closed = { disableFileAccess: true, disableUrlAccess: true }
  const transport = createTransport({ url, ...timeouts, ...closed }, { from })
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from
  return {
    send: async ({ fromName, ...mail }) => {
      await transport.sendMail(fromName ? { ...mail, from: { name: fromName, address } } : mail)
    },
  }
}
