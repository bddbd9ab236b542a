import type { Faults } from './faults.ts'

export interface WebhookEndpointOption {
  url: string
  /** The signing secret (`whsec_…`) the receiver checks with. */
  secret: string
  /** Event types to send; everything when absent. */
  enabledEvents?: string[]
  /** Hears connected accounts instead of the platforms themselves. */
  connect?: boolean
}

/** One API request and its answer, as text. */
export interface Exchange {
  method: string
  path: string
  /** Query string of a read, form body of a write. */
  text: string
  status: number
  body: string
}

export interface StripeLocalOptions {
  databaseUrl: string
  /** PostgreSQL schema that holds all state; created when missing. Default `stripe_local`. */
  schema?: string
  /** 0 picks a free port. */
  port: number
  /** Default 127.0.0.1. */
  host?: string
  /** Where people reach the hosted pages; defaults to the address listened on. */
  publicUrl?: string
  /** Default: any `sk_test_…` key is accepted. Each key is an account of its own. */
  secretKeys?: string[]
  /** Registered idempotently at start, by URL; they hear the events of every account. */
  webhookEndpoints?: WebhookEndpointOption[]
  /** What happens to a subscription whose last payment retry failed. Default `cancel`. */
  afterFinalRetry?: 'cancel' | 'unpaid'
  log?: (line: object) => void
  faults?: Partial<Faults>
  /** Hears every answered API request: a test checks them against the API version's own types. */
  onExchange?: (exchange: Exchange) => void
}

export interface StripeLocal {
  url: string
  port: number
  /** Stops serving and delivering; undelivered webhooks stay stored and go out after the next start. */
  close(): Promise<void>
}
