import type { GatewayDispute } from '@assay/billing/stripe'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { askingStripe } from '../billing/stripe-errors.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { isWaiting } from './dispute-state.ts'
import { takeOverDispute } from './take-over-dispute.ts'

export const acceptDisputeInput = z.strictObject({ disputeId: z.string().max(64) })
export const submitEvidenceInput = acceptDisputeInput.extend({
  /** The bank reads it; it is sent once. */
  text: plainText(5_000),
})

const answer = async (
  ctx: OperatorCtx,
  disputeId: string,
  action: string,
  ask: (stripeDisputeId: string) => Promise<GatewayDispute>,
): Promise<void> => {
  const { dispute } = tables
  const [row] = await ctx.dbs.platform.select().from(dispute).where(eq(dispute.id, disputeId))
  if (!row) throw new NotFound('dispute', disputeId)
  const { stripeDisputeId, workspaceId } = row
  // Stripe's word, not our copy's: its notice may not have come yet.
  const { status } = await askingStripe(() => ctx.stripe.fetchDispute(stripeDisputeId))
  if (!isWaiting(status))
    throw new AssayError('conflict', `This dispute was answered already: it is ${status}.`, {
      param: 'disputeId',
    })
  await askingStripe(() => ask(stripeDisputeId))
  await ctx.dbs.platform.transaction(async (tx) => {
    await takeOverDispute(ctx, tx, stripeDisputeId)
    await writeAudit(tx, { actor: ctx.actor, workspaceId }, action, { type: 'dispute', id: row.id })
  })
}

/** Sends what speaks for the payment to the bank, which then decides. */
export const submitDisputeEvidence = async (
  ctx: OperatorCtx,
  input: z.input<typeof submitEvidenceInput>,
): Promise<void> => {
  const { disputeId, text } = submitEvidenceInput.parse(input)
  await answer(ctx, disputeId, 'dispute.evidence_submitted', (id) => ctx.stripe.submitEvidence(id, text))
}

/** Accepts that the money is gone. */
export const acceptDispute = async (
  ctx: OperatorCtx,
  input: z.input<typeof acceptDisputeInput>,
): Promise<void> => {
  const { disputeId } = acceptDisputeInput.parse(input)
  await answer(ctx, disputeId, 'dispute.accepted', ctx.stripe.closeDispute)
}
