import type { PlatformClient } from './platform-client.ts'

/** Subscribes through the product's checkout, filling the local Stripe's card form as a person would. */
export const completeLocalCheckout = async (client: PlatformClient): Promise<void> => {
  const plans = await client.query<{ id: string; key: string }[]>('billing.plans')
  const pro = plans.find((plan) => plan.key === 'pro')
  if (!pro) throw new Error('The plan catalogue has no plan named "pro".')
  const { url } = await client.mutate<{ url: string }>('billing.checkout', { planId: pro.id })
  const paid = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      email: 'tenant@demo.example',
      card_number: '4242 4242 4242 4242',
      card_expiry: '12 / 44',
      card_cvc: '123',
      name: 'Tara Tenant',
    }),
  })
  if (paid.status !== 303) throw new Error(`The local checkout responded with status ${paid.status}.`)
  for (let attempt = 0; attempt < 200; attempt++) {
    const { plan } = await client.query<{ plan: { key: string } }>('billing.subscription')
    if (plan.key === 'pro') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('No webhook arrived from the local checkout within 20 seconds.')
}
