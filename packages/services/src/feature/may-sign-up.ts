import { tables } from '@assay/db'
import { and, gt, isNull, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { isEnabled, requireFeature } from './is-enabled.ts'

export const isSignUpOpen = (services: Pick<Services, 'dbs'>): Promise<boolean> =>
  isEnabled(services, 'sign_up', null)

/**
 * Whoever is invited may always make an account.
 * @throws AssayError `forbidden` while the door is closed to everybody else
 */
export const requireSignUp = async (
  services: Pick<Services, 'dbs' | 'now'>,
  email: string,
): Promise<void> => {
  const { invitation } = tables
  const open = and(
    sql`lower(${invitation.email}) = ${email.toLowerCase()}`,
    isNull(invitation.acceptedAt),
    isNull(invitation.revokedAt),
    gt(invitation.expiresAt, services.now()),
  )
  if ((await services.dbs.platform.$count(invitation, open)) === 0)
    await requireFeature(services, 'sign_up', null)
}
