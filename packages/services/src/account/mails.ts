import type { Databases } from '@assay/db'
import { enqueue } from '../core/jobs.ts'

type Mailing = { dbs: Databases; publicUrl: string }

/** The link is good for an hour and for one new password. */
export const mailPasswordReset = (
  { dbs, publicUrl }: Mailing,
  { email, token }: { email: string; token: string },
): Promise<void> => {
  const link = `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`
  return enqueue(dbs.platform, 'mail.send', {
    to: email,
    subject: 'Choose a new password',
    text: `Somebody asked for a new password for this address. If it was you, choose one here within an hour:\n\n${link}\n\nIf it was not you, nothing has to be done: your password stays as it is.`,
  })
}

/** Sent to the new address; until its link is opened the old one counts. */
export const mailEmailChange = (
  { dbs, publicUrl }: Mailing,
  { email, token }: { email: string; token: string },
): Promise<void> => {
  const back = encodeURIComponent('/settings/account?changed=email')
  const link = `${publicUrl}/api/auth/verify-email?token=${encodeURIComponent(token)}&callbackURL=${back}`
  return enqueue(dbs.platform, 'mail.send', {
    to: email,
    subject: 'Confirm your new e-mail address',
    text: `Open this link within an hour to use this address for your account:\n\n${link}\n\nIf you did not ask for this, nothing has to be done.`,
  })
}
