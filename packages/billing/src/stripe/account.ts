import type Stripe from 'stripe'
import type { GatewayAccount } from './gateway.ts'

/** One call for the account and one for its webhook endpoints: a key that may do both is a key that works. */
export const describeAccount = async (stripe: Stripe): Promise<GatewayAccount> => {
  const account = await stripe.accounts.retrieveCurrent()
  const endpoints = await stripe.webhookEndpoints.list({ limit: 100 })
  return {
    id: account.id,
    country: account.country ?? null,
    chargesEnabled: account.charges_enabled,
    webhookEndpoints: endpoints.data.map(({ url, status }) => ({ url, enabled: status === 'enabled' })),
  }
}
