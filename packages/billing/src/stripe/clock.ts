import type Stripe from 'stripe'
import { StripeGatewayError } from './errors.ts'
import { idOf, instant, seconds } from './mapping.ts'

const waitMs = 50
const waitAtMostMs = 30_000

/** The test clock that a customer lives on; null for one on real time. */
const clockOf = async (stripe: Stripe, customerId: string): Promise<string | null> => {
  const customer = await stripe.customers.retrieve(customerId)
  return customer.deleted === true ? null : idOf(customer.test_clock)
}

export const clockTime = async (stripe: Stripe, customerId: string): Promise<Date | null> => {
  const clock = await clockOf(stripe, customerId)
  if (clock === null) return null
  return instant((await stripe.testHelpers.testClocks.retrieve(clock)).frozen_time)
}

/**
 * Brings a local customer's clock, which stands still, up to our time, and on by a second at the least, so
 * that two acts in a row never share an instant.
 */
export const catchUpClock = async (stripe: Stripe, customerId: string, now: Date): Promise<void> => {
  const id = await clockOf(stripe, customerId)
  if (id === null) return
  for (let waitedMs = 0; waitedMs < waitAtMostMs; waitedMs += waitMs) {
    const clock = await stripe.testHelpers.testClocks.retrieve(id)
    if (
      clock.status === 'ready' &&
      (await advance(stripe, id, Math.max(seconds(now), clock.frozen_time + 1)))
    )
      return waitUntilReady(stripe, id)
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  throw notArrived()
}

/** False where somebody else moved the clock in between. */
const advance = async (stripe: Stripe, id: string, target: number): Promise<boolean> => {
  try {
    await stripe.testHelpers.testClocks.advance(id, { frozen_time: target })
    return true
  } catch (error) {
    const { frozen_time, status } = await stripe.testHelpers.testClocks.retrieve(id)
    if (status === 'ready' && frozen_time < target) throw error
    return false
  }
}

const waitUntilReady = async (stripe: Stripe, id: string): Promise<void> => {
  for (let waitedMs = 0; waitedMs < waitAtMostMs; waitedMs += waitMs) {
    if ((await stripe.testHelpers.testClocks.retrieve(id)).status === 'ready') return
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  throw notArrived()
}

const notArrived = (): StripeGatewayError =>
  new StripeGatewayError('unavailable', 'The local test clock has not caught up.')
