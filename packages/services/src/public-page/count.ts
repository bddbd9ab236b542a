import { tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { findOpenPage } from './find-open-page.ts'

type Counting = Pick<Services, 'dbs' | 'now'>

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

export type PublicCall = { deploymentId: string; workspaceId: string; day: string }

/**
 * Takes one call from the day's cap of an open page; under any number of calls at once no more than the cap are taken.
 * @throws `not_found` where no page is open, `rate_limited` where the cap is used up
 */
export const takePublicCall = async (services: Counting, slug: string): Promise<PublicCall> => {
  const { publicPageDay } = tables
  const page = await findOpenPage(services, slug)
  const { deploymentId, workspaceId, dailyCap } = page
  const day = dayOf(services.now())
  const taken =
    dailyCap === 0
      ? []
      : await services.dbs.platform
          .insert(publicPageDay)
          .values({ deploymentId, workspaceId, day, calls: 1 })
          .onConflictDoUpdate({
            target: [publicPageDay.deploymentId, publicPageDay.day],
            set: { calls: sql`${publicPageDay.calls} + 1` },
            setWhere: sql`${publicPageDay.calls} < ${dailyCap}`,
          })
          .returning({ calls: publicPageDay.calls })
  if (taken.length === 0)
    throw new AssayError(
      'rate_limited',
      'This page has reached its limit of answers for today. Come back tomorrow, or call it with your own key.',
      { retryAfterSeconds: secondsToMidnight(services.now()) },
    )
  return { deploymentId, workspaceId, day }
}

const secondsToMidnight = (now: Date): number => 86_400 - Math.floor((now.getTime() % 86_400_000) / 1000)

/** Gives back a call that was not answered. */
export const giveBackPublicCall = async (
  services: Pick<Services, 'dbs'>,
  { deploymentId, day }: PublicCall,
): Promise<void> => {
  const { publicPageDay } = tables
  await services.dbs.platform
    .update(publicPageDay)
    .set({ calls: sql`greatest(0, ${publicPageDay.calls} - 1)` })
    .where(and(eq(publicPageDay.deploymentId, deploymentId), eq(publicPageDay.day, day)))
}
