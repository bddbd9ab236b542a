import type { Tx } from '@assay/db'
import { lockBilling } from '../billing/subscription-rows.ts'
import type { Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { originOf } from '../correction/mirror-refund.ts'
import { takeOverPayment } from '../correction/take-over.ts'
import { mirrorDispute } from './mirror-dispute.ts'
import { tellOperators } from './tell-operators.ts'

/** Brings our copy of a dispute to what Stripe has now; one of a payment that is not ours is left alone. */
export const takeOverDispute = async (
  services: Pick<Services, 'stripe' | 'now' | 'publicUrl'>,
  tx: Tx,
  stripeDisputeId: string,
): Promise<void> => {
  const { paymentIntentId } = await services.stripe.fetchDispute(stripeDisputeId)
  if (paymentIntentId === '') return
  const origin =
    (await originOf(tx, paymentIntentId)) ?? (await takeOverPayment(services, tx, paymentIntentId))
  if (origin === null) return
  await lockBilling(tx, origin.workspaceId)
  const current = await services.stripe.fetchDispute(stripeDisputeId)
  const row = await mirrorDispute(tx, origin, current, services.now())
  await tellOperators(services, tx, row)
  await notifyChange(tx, {
    topic: 'billing',
    workspaceId: origin.workspaceId,
    id: origin.invoiceId ?? row.id,
  })
}
