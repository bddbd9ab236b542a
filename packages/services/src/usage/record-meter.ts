import type { Meter } from '@assay/billing'
import { newId, type Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { AssayError } from '../errors/index.ts'

/**
 * Counts usage of a meter other than predictions, in the transaction of its cause: once per key, in the period that
 * is open now. The spend cap's room for predictions shrinks with it. Resolves to false where the key was counted.
 * @throws AssayError `invalid_request` where the quantity is no whole number
 */
export const recordMeterUsage = async (
  tx: Pick<Tx, 'execute'>,
  usage: {
    workspaceId: string
    meter: Exclude<Meter, 'predictions'>
    /** Whole units; of none nothing is written. */
    quantity: number
    key: string
    /** What was done: the id of a job, or the day that was measured. */
    source: string
    now: Date
  },
): Promise<boolean> => {
  if (!Number.isSafeInteger(usage.quantity) || usage.quantity < 0)
    throw new AssayError('invalid_request', `Usage is counted in whole units: ${usage.quantity} is not one.`)
  if (usage.quantity === 0) return false
  const [row] = await tx.execute<{ recorded: boolean }>(sql`
    select record_meter_usage(${newId('use')}, ${usage.workspaceId}, ${usage.meter}, ${usage.quantity}::bigint,
      ${usage.key}, ${usage.source}, ${usage.now.toISOString()}::timestamptz) as recorded`)
  return row?.recorded === true
}

/** The whole seconds that a run has computed, over all its attempts; at its end, in that transaction. */
export const recordTrainingSeconds = (
  tx: Pick<Tx, 'execute'>,
  job: { workspaceId: string; jobId: string; seconds: number; now: Date },
): Promise<boolean> =>
  recordMeterUsage(tx, {
    workspaceId: job.workspaceId,
    meter: 'training_seconds',
    quantity: Math.ceil(job.seconds),
    key: `training_seconds ${job.jobId}`,
    source: job.jobId,
    now: job.now,
  })
