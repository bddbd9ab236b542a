import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'

const told = {
  'password.changed': 'The password of your account was changed, and its other sessions were ended.',
  'email.change_asked':
    'Someone signed in as you asked to change your account’s e-mail address. It changes once the link sent to the new address is opened.',
  'two_factor.enabled': 'Two-factor authentication was turned on for your account.',
  'two_factor.disabled': 'Two-factor authentication was turned off for your account.',
  'two_factor.codes_renewed': 'New backup codes were made for your account; the earlier ones no longer work.',
  'passkey.added': 'A passkey was added to your account.',
  'passkey.removed': 'A passkey was removed from your account.',
} as const
export type SecurityEvent = keyof typeof told

/** Whoever owns the account hears of it by mail, whatever their settings, and the audit trail keeps it. */
export const noteSecurityEvent = (
  { dbs, publicUrl }: Pick<Services, 'dbs' | 'publicUrl'>,
  { userId, event, email }: { userId: string; event: SecurityEvent; email: string },
): Promise<void> =>
  dbs.platform.transaction(async (tx) => {
    const actor = { type: 'user', id: userId } as const
    await writeAudit(tx, { actor, workspaceId: null }, event, { type: 'user', id: userId })
    await enqueue(tx, 'mail.send', {
      to: email,
      subject: 'Your sign-in details changed',
      text: `${told[event]}\n\nIf this was not you, change your password and end the other sessions now: ${publicUrl}/settings/account`,
    })
  })

/** Where security mails go: the address as it is before the change. */
export const findEmail = async ({ dbs }: Pick<Services, 'dbs'>, userId: string): Promise<string | null> => {
  const { user } = tables
  const [found] = await dbs.platform.select({ email: user.email }).from(user).where(eq(user.id, userId))
  return found?.email ?? null
}
