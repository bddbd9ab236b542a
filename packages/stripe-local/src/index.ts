export type { Faults } from './faults.ts'
export type { StripeLocal, StripeLocalOptions, WebhookEndpointOption } from './options.ts'
export { startStripeLocal } from './start.ts'
