export type Allowances = ReturnType<typeof openAllowances>

const mostNames = 20_000

/** A bucket of tokens for each name: `burst` at once, and `perSecond` in the long run. */
export const openAllowances = (perSecond: number, burst: number, nowMs = () => performance.now()) => {
  const buckets = new Map<string, { tokens: number; atMs: number }>()
  return {
    /** Whether there is one left; takes it. */
    take: (name: string): boolean => {
      const now = nowMs()
      const bucket = buckets.get(name) ?? { tokens: burst, atMs: now }
      if (buckets.size >= mostNames && !buckets.has(name)) buckets.clear()
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.atMs) / 1000) * perSecond)
      bucket.atMs = now
      buckets.set(name, bucket)
      if (bucket.tokens < 1) return false
      bucket.tokens -= 1
      return true
    },
  }
}
