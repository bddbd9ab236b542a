import { tables } from '@assay/db'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { currentBalance } from './balance.ts'
import { billMeters, openPeriods } from './bill-meters.ts'

/** As long as a renewal's draft waits for what is late. */
const graceMs = 3_600_000

/**
 * A year is paid for ahead, and what its months use over the allowance is invoiced month by month. Resolves to how
 * many invoices were made; run again it makes none.
 */
export const billYearlyUsage = async (
  services: Pick<Services, 'dbs' | 'stripe' | 'now'>,
): Promise<number> => {
  const { subscription, workspace } = tables
  const { platform } = services.dbs
  const yearly = await platform
    .select({
      workspaceId: workspace.id,
      customerId: workspace.stripeCustomerId,
      subscriptionId: subscription.stripeSubscriptionId,
    })
    .from(subscription)
    .innerJoin(workspace, eq(workspace.id, subscription.workspaceId))
    .where(
      and(
        eq(subscription.interval, 'year'),
        isNull(subscription.endedAt),
        isNull(subscription.pausedAt),
        isNotNull(subscription.stripeSubscriptionId),
      ),
    )
  const closedBy = new Date(services.now().getTime() - graceMs)
  let made = 0
  for (const { workspaceId, customerId, subscriptionId } of yearly) {
    if (customerId === null || subscriptionId === null) continue
    const ended = await platform.transaction(async (tx) => {
      // Nobody may have called since the month ended: its successor is opened here.
      await currentBalance(tx, workspaceId, services.now())
      return [...(await openPeriods(tx, workspaceId, true))].filter(
        (period) => new Date(period.period_end) <= closedBy,
      )
    })
    const [last] = ended.slice(-1)
    if (last === undefined) continue
    await billMeters(services, workspaceId, { stripeInvoiceId: null, ended: true })
    const reference = `${subscriptionId}_${new Date(last.period_end).getTime()}`
    if ((await services.stripe.invoicePending({ customerId, subscriptionId, reference })) !== null) made += 1
  }
  return made
}
