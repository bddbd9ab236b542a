import type { Settings } from './engine/work.ts'
import { type RequestIdentity, Work } from './engine/work.ts'
import type { Faults } from './faults.ts'
import type { Exchange } from './options.ts'
import type { Sql } from './store.ts'

/** What one running local Stripe shares between its doors and its background work. */
export interface Runtime {
  sql: Sql
  settings: Settings
  faults: Faults
  log: (line: object) => void
  onExchange: (exchange: Exchange) => void
  /** Wakes the webhook sender after a commit. */
  wakeWebhooks: () => void
  /** Wakes the clock runner after a commit. */
  wakeClocks: () => void
}

export interface TransactOptions {
  /** Default '': the process itself; background work then enters the account of what it works on. */
  account?: string
  platform?: string | null
  request?: RequestIdentity
  /** False for reads and for single atomic statements. */
  ordered: boolean
}

/** Runs one transaction; writers take turns, so that a decision and its write see the same state. */
export async function transact<T>(
  runtime: Runtime,
  options: TransactOptions,
  run: (work: Work) => Promise<T>,
): Promise<T> {
  let delivers = false
  const result = await runtime.sql.begin(async (tx) => {
    if (options.ordered) await tx`select pg_advisory_xact_lock(hashtext('writer ' || current_schema()))`
    const work = new Work(tx, runtime.settings, options.account ?? '', options.request ?? null)
    work.platform = options.platform ?? null
    const value = await run(work)
    delivers = work.hasDeliveries
    return { value }
  })
  if (delivers) runtime.wakeWebhooks()
  return result.value
}
