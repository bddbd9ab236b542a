import { invalid } from '../http/errors.ts'
import type { SetupIntent } from '../model-payments.ts'
import { wallNow } from './calendar.ts'
import { newId } from './ids.ts'
import { clientSecret } from './payment-intent.ts'
import { attach } from './payment-method.ts'
import type { Work } from './work.ts'

export function buildSetupIntent(fields: Partial<SetupIntent>): SetupIntent {
  const id = newId('seti')
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: clientSecret(id),
    created: wallNow(),
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: 'off_session',
    ...fields,
  }
}

/** Verifies the card and keeps it for later; a card that asks for 3D Secure waits for its challenge. */
export async function confirmSetup(work: Work, intent: SetupIntent): Promise<SetupIntent> {
  if (intent.payment_method === null)
    throw invalid(
      'You cannot confirm this SetupIntent because it is missing a payment method.',
      'payment_method',
    )
  const method = await work.get('payment_method', intent.payment_method, 'payment_method')
  if (method._behaviour === 'needs_authentication' && !method._authenticated) {
    const challenge = `${work.settings.publicUrl}/3ds/${intent.id}`
    const waiting: SetupIntent = {
      ...intent,
      status: 'requires_action',
      next_action:
        intent._return_url === undefined
          ? {
              type: 'use_stripe_sdk',
              use_stripe_sdk: {},
            }
          : { type: 'redirect_to_url', redirect_to_url: { return_url: intent._return_url, url: challenge } },
    }
    return await work.update('setup_intent', intent, waiting, 'setup_intent.requires_action')
  }
  if (intent.customer !== null) await attach(work, method, intent.customer)
  const done: SetupIntent = { ...intent, status: 'succeeded', next_action: null }
  return await work.update('setup_intent', intent, done, 'setup_intent.succeeded')
}
