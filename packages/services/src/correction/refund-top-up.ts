import { formatDecimal, parseDecimal } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, eq, notInArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { askingStripe } from '../billing/stripe-errors.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { RefundableTopUp } from '../views.ts'
import { takeOverRefund } from './take-over.ts'

const findTopUp = async (
  tx: Pick<Tx, 'select'>,
  grantId: string,
): Promise<RefundableTopUp & { paymentIntentId: string }> => {
  const { creditGrant, topUp, refund, workspace } = tables
  const [found] = await tx
    .select({ grant: creditGrant, paid: topUp, workspaceName: workspace.name })
    .from(creditGrant)
    .innerJoin(topUp, eq(topUp.id, creditGrant.topUpId))
    .innerJoin(workspace, eq(workspace.id, creditGrant.workspaceId))
    .where(eq(creditGrant.id, grantId))
  if (!found || found.paid.paymentIntentId === null) throw new NotFound('top-up', grantId)
  const [given] = await tx
    .select({ minor: sql<string>`coalesce(sum(${refund.amountMinor}), 0)::text` })
    .from(refund)
    .where(and(eq(refund.topUpId, found.paid.id), notInArray(refund.status, ['failed', 'canceled'])))
  return {
    workspaceId: found.grant.workspaceId,
    workspaceName: found.workspaceName,
    currency: found.grant.currency,
    paidMinor: found.paid.amountMinor.toString(),
    refundedMinor: given?.minor ?? '0',
    unspent: formatDecimal(parseDecimal(found.grant.remaining)),
    paymentIntentId: found.paid.paymentIntentId,
  }
}

export const topUpIdInput = z.strictObject({ grantId: z.string().max(64) })

/** What was paid for credits, what went back of it, and what of them is not spent. */
export const getRefundableTopUp = async (
  ctx: OperatorCtx,
  input: z.input<typeof topUpIdInput>,
): Promise<RefundableTopUp> => {
  const { paymentIntentId: _, ...shown } = await findTopUp(
    ctx.dbs.platform,
    topUpIdInput.parse(input).grantId,
  )
  return shown
}

export const refundTopUpInput = topUpIdInput.extend({
  amountMinor: z.string().regex(/^[1-9]\d{0,14}$/, 'An amount is a whole number of minor units above zero.'),
  /** Made by who asks; with the same one a second request changes nothing. */
  reference: z.uuid(),
})

/**
 * Gives bought credits back to the card they were paid with. What is left of them leaves the wallet; what was spent
 * already is the house's loss.
 */
export const refundTopUp = async (
  ctx: OperatorCtx,
  input: z.input<typeof refundTopUpInput>,
): Promise<void> => {
  const { grantId, amountMinor, reference } = refundTopUpInput.parse(input)
  const { platform } = ctx.dbs
  const found = await findTopUp(platform, grantId)
  const asked = await platform.$count(
    tables.auditEvent,
    and(
      eq(tables.auditEvent.subjectId, grantId),
      sql`${tables.auditEvent.detail} ->> 'reference' = ${reference}`,
    ),
  )
  if (asked > 0) return
  const left = BigInt(found.paidMinor) - BigInt(found.refundedMinor)
  if (BigInt(amountMinor) > left)
    throw new AssayError(
      'invalid_request',
      `At most ${left} minor units of this top-up can still be refunded. Enter a smaller amount.`,
      { param: 'amountMinor' },
    )
  const { paymentIntentId, workspaceId } = found
  const made = await askingStripe(() =>
    ctx.stripe.createRefund({ paymentIntentId, amountMinor: BigInt(amountMinor), reference }),
  )
  await platform.transaction(async (tx) => {
    await takeOverRefund(ctx, tx, made.id)
    const subject = { type: 'credit_grant', id: grantId }
    await writeAudit(tx, { actor: ctx.actor, workspaceId }, 'top_up.refunded', subject, {
      amountMinor,
      reference,
    })
  })
}
