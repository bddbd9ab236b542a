export type PlatformPart = 'api' | 'worker' | 'database' | 'queue' | 'storage'

/** `uptime`: 0 to 1; null where nothing is known of the day. */
export type DayStatus = { day: string; uptime: number | null }
export type LatencyPoint = { at: Date; p50Ms: number | null; p99Ms: number | null }

type Latency = {
  /** Of answered calls over the last 24 hours. */
  p50Ms: number | null
  p99Ms: number | null
  hours: LatencyPoint[]
}

export type PlatformStatus = {
  at: Date
  parts: {
    part: PlatformPart
    state: 'up' | 'down' | 'unknown'
    /** Over 90 days. */
    uptime: number | null
    days: DayStatus[]
  }[]
  latency: Latency
}

export type DeploymentStatus = {
  at: Date
  name: string
  state: 'up' | 'down' | 'stopped'
  /** Share of the calls that were not failed for a reason of the platform's, over 90 days. */
  uptime: number | null
  days: DayStatus[]
  latency: Latency
}
