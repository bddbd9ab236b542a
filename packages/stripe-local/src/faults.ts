/** Switches that make the local Stripe misbehave the way networks and Stripe itself do. Counters count down. */
export interface Faults {
  /** Commit the next n writes, then cut the connection without an answer. */
  dropAnswers: number
  /** Answer the next n API requests 500; the work is not done, and the 500 is saved under its idempotency key. */
  serverErrors: number
  /** Answer the next n API requests 429. */
  rateLimits: number
  /** Only requests whose path starts with this are hit by the three counters above; '' hits all. */
  pathPrefix: string
  /** Hold every webhook back for this long before its first attempt. */
  webhookDelayMs: number
  /** Send this many extra copies of every webhook. */
  webhookDuplicates: number
  /** Send due webhooks newest first. */
  webhookReorder: boolean
  /** Usage counts only once it has been here for this long. */
  meterDelayMs: number
}

export const noFaults: Readonly<Faults> = {
  dropAnswers: 0,
  serverErrors: 0,
  rateLimits: 0,
  pathPrefix: '',
  webhookDelayMs: 0,
  webhookDuplicates: 0,
  webhookReorder: false,
  meterDelayMs: 0,
}

type Counter = 'dropAnswers' | 'serverErrors' | 'rateLimits'

/** Uses up one shot of a counter when the path is in its range. */
export function takeFault(faults: Faults, counter: Counter, path: string): boolean {
  if (faults[counter] <= 0 || !path.startsWith(faults.pathPrefix)) return false
  faults[counter] -= 1
  return true
}

/** Merges a partial switch set; unknown names and wrong types are refused by name. */
export function mergeFaults(faults: Faults, change: Record<string, unknown>): string | null {
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(noFaults, name)) return `Unknown fault: ${name}`
    const kind = typeof noFaults[name as keyof Faults]
    if (typeof value !== kind) return `Fault ${name} must be a ${kind}`
  }
  Object.assign(faults, change)
  return null
}
