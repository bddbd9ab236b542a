import type { StripeLocal, StripeLocalOptions } from './options.ts'

/** Starts a local Stripe; resolves once it listens. */
export async function startStripeLocal(opts: StripeLocalOptions): Promise<StripeLocal> {
  throw new Error(`not listening yet on ${opts.port}`)
}
