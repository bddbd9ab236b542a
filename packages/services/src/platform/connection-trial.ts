import type { ConnectionStep } from '../views.ts'

/** One thing that is tried: resolves to a detail to show, or throws what went wrong. */
export type ConnectionTrial = { step: ConnectionStep; run: () => Promise<string | null> }
