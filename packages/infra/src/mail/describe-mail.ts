import type { MailSettings } from './open-mailer.ts'

/** How mails leave, as the operator may read it: without the password. */
export type MailFacts =
  | { kind: 'smtp'; server: string; user: string | null; from: string }
  | { kind: 'file'; file: string }

export const describeMail = ({ SMTP_URL, MAIL_FROM, MAIL_FILE }: MailSettings): MailFacts => {
  if (!SMTP_URL) return { kind: 'file', file: MAIL_FILE ?? '' }
  const { protocol, host, username } = new URL(SMTP_URL)
  return {
    kind: 'smtp',
    server: `${protocol}//${host}`,
    user: username === '' ? null : decodeURIComponent(username),
    from: MAIL_FROM ?? '',
  }
}
