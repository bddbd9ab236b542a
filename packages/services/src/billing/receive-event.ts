import { StripeGatewayError, type VerifiedWebhook } from '@assay/billing/stripe'
import { newId, tables } from '@assay/db'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { AssayError } from '../errors/index.ts'

const verify = (
  services: Pick<Services, 'stripe'>,
  rawBody: string | Uint8Array,
  signature: string | null | undefined,
): VerifiedWebhook => {
  try {
    return services.stripe.verifyWebhook(rawBody, signature)
  } catch (cause) {
    if (!(cause instanceof StripeGatewayError)) throw cause
    throw new AssayError('invalid_request', cause.message, { param: 'Stripe-Signature', cause })
  }
}

/**
 * Takes a webhook in: the signed event is stored and its job queued in one transaction, and answered
 * before anything else happens. A delivery that came before changes nothing.
 * @throws AssayError `invalid_request` for a bad signature or an event of the other mode; nothing is written
 */
export const receiveStripeEvent = async (
  services: Pick<Services, 'stripe' | 'dbs' | 'now'>,
  rawBody: string | Uint8Array,
  signature: string | null | undefined,
): Promise<{ duplicate: boolean }> => {
  const event = verify(services, rawBody, signature)
  if (event.livemode !== services.stripe.livemode)
    throw new AssayError(
      'invalid_request',
      `This is an event of ${event.livemode ? 'live' : 'test'} mode and the server runs in the other one.`,
      { param: 'livemode' },
    )
  return services.dbs.platform.transaction(async (tx) => {
    const [stored] = await tx
      .insert(tables.stripeEvent)
      .values({
        id: newId('evt'),
        accountId: event.accountId,
        stripeEventId: event.id,
        type: event.type,
        payload: event.payload,
        receivedAt: services.now(),
      })
      .onConflictDoNothing()
      .returning({ id: tables.stripeEvent.id })
    if (stored === undefined) return { duplicate: true }
    await enqueue(tx, 'stripe.apply_event', { stripeEventId: stored.id })
    return { duplicate: false }
  })
}
