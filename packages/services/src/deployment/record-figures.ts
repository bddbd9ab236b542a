import { sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'

/** Calls to one deployment since a gateway last told. */
export type FigureCounts = {
  workspaceId: string
  deploymentId: string
  answered: number
  inputs: number
  refused: number
  limited: number
  overloaded: number
  failed: number
  coldStarts: number
  /** Answered calls by `latencyStep`. */
  latencies: number[]
}

/**
 * Adds what a gateway has counted to the minute and the hour of `at`. A deployment that is not the named workspace's,
 * as a caller may have asked for, leaves nothing.
 */
export const recordFigures = async (services: Services, at: Date, counts: FigureCounts[]): Promise<void> => {
  if (counts.length === 0) return
  await services.dbs.platform.execute(
    sql`select add_figures(${at.toISOString()}::timestamptz, ${JSON.stringify(counts)}::jsonb)`,
  )
}

const minuteHours = 48
const hourDays = 400

/** Forgets minutes after two days and hours after a year and a month. */
export const sweepFigures = async (services: Services): Promise<void> => {
  const now = services.now().toISOString()
  await services.dbs.platform.execute(sql`
    delete from deployment_figures
    where (span = 'minute' and at < ${now}::timestamptz - make_interval(hours => ${minuteHours}))
       or (span = 'hour' and at < ${now}::timestamptz - make_interval(days => ${hourDays}))`)
}
