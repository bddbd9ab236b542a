import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { paperDay } from '../core/paper-dates.ts'
import { paperMoney } from '../core/paper-money.ts'
import { isWaiting, stripeAddress } from './dispute-state.ts'
import type { DisputeRow } from './mirror-dispute.ts'

/** Operators hear of a dispute once, while there is something to answer. */
export const tellOperators = async (
  services: Pick<Services, 'stripe' | 'now' | 'publicUrl'>,
  tx: Tx,
  row: DisputeRow,
): Promise<void> => {
  if (row.toldAt !== null || !isWaiting(row.status)) return
  const { user, workspace, dispute } = tables
  const operators = await tx.select({ email: user.email }).from(user).where(eq(user.isOperator, true))
  const [tenant] = await tx
    .select({ name: workspace.name })
    .from(workspace)
    .where(eq(workspace.id, row.workspaceId))
  const amount = paperMoney(row.amountMinor.toString(), row.currency, 'en')
  const due = row.evidenceDueAt === null ? null : paperDay(row.evidenceDueAt, 'en')
  const place =
    row.invoiceId === null ? `/operator/tenants/${row.workspaceId}` : `/operator/invoices/${row.invoiceId}`
  const lines = [
    `The bank of ${tenant?.name ?? row.workspaceId} disputes a payment of ${amount}.`,
    ...(due === null ? [] : [`Evidence is due by ${due}; without any the dispute is lost.`]),
    `In the console: ${services.publicUrl}${place}`,
    `At Stripe: ${stripeAddress(services.stripe, row.stripeDisputeId)}`,
  ]
  for (const { email } of operators)
    await enqueue(tx, 'mail.send', {
      to: email,
      subject: `A payment of ${amount} is disputed`,
      text: `${lines.join('\n\n')}\n`,
    })
  await tx.update(dispute).set({ toldAt: services.now() }).where(eq(dispute.id, row.id))
}
