import type { Mailer } from '@assay/services/core'
import { openFileMailer } from './file-mailer.ts'

export type MailSettings = {
  SMTP_URL?: string | undefined
  MAIL_FROM?: string | undefined
  MAIL_FILE?: string | undefined
}

/** A mail server where one is set, else the file. */
export const openMailer = async (settings: MailSettings): Promise<Mailer> => {
  if (settings.SMTP_URL) {
    if (!settings.MAIL_FROM)
      throw new Error('SMTP_URL is set, but MAIL_FROM is not. Set MAIL_FROM to the sender address.')
    const { openSmtpMailer } = await import('./smtp-mailer.ts')
    return openSmtpMailer(settings.SMTP_URL, settings.MAIL_FROM)
  }
  if (!settings.MAIL_FILE) throw new Error('Set SMTP_URL and MAIL_FROM, or MAIL_FILE.')
  return openFileMailer(settings.MAIL_FILE)
}
