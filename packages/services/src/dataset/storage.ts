import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { checkPlanLimit } from '../billing/index.ts'
import type { Services } from '../core/context.ts'
import { recordMeterUsage } from '../usage/record-meter.ts'

/**
 * Holds what the workspace stores, with `addedBytes` on top, against its plan: each uploaded file once, what
 * was refused of it, every version, and what is on its way. Until the transaction ends nobody else of the workspace may add to it.
 * @throws AssayError `plan_limit`
 */
export const requireStorage = async (tx: Tx, workspaceId: string, addedBytes: number): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`storage ${workspaceId}`}, 0))`)
  const storedMb = Math.ceil(((await storedBytes(tx, workspaceId)) + addedBytes) / 1024 ** 2)
  await checkPlanLimit(tx, workspaceId, 'storageMb', storedMb)
}

const storedBytes = async (tx: Pick<Tx, 'execute'>, workspaceId: string): Promise<number> => {
  const [row] = await tx.execute<{ bytes: number }>(sql`
    select (
      coalesce((select sum(bytes) from (
        select max(upload_bytes) as bytes from dataset_version
        where workspace_id = ${workspaceId} and upload_dropped_at is null group by upload_key) files), 0)
      + coalesce((select sum((report ->> 'refusedBytes')::bigint) from dataset_version
          where workspace_id = ${workspaceId} and upload_dropped_at is null), 0)
      + coalesce((select sum(parquet_bytes) from dataset_version where workspace_id = ${workspaceId}), 0)
      + coalesce((select sum(bytes_total) from upload
          where workspace_id = ${workspaceId} and dataset_version_id is null), 0))::float8 as bytes`)
  return row?.bytes ?? 0
}

/** 10⁹ bytes for a day are 24 of them; rounded half up, as only whole units are billed. */
const gbHours = (bytes: number): number => Math.floor((bytes * 24) / 1e9 + 0.5)

/**
 * Counts what every workspace stores today, in GB-hours of the whole day. Each day is counted once, whichever
 * worker comes first. Resolves to how many workspaces were counted.
 */
export const sampleStorage = async (services: Pick<Services, 'dbs' | 'now'>): Promise<number> => {
  const { platform } = services.dbs
  const now = services.now()
  const day = now.toISOString().slice(0, 10)
  const rows = await platform.execute<{ id: string }>(sql`
    select w.id from workspace w where not exists (select from usage_event e
      where e.workspace_id = w.id and e.idempotency_key = ${storageKey(day)}) order by w.id`)
  let counted = 0
  for (const { id: workspaceId } of rows)
    await platform.transaction(async (tx) => {
      const quantity = gbHours(await storedBytes(tx, workspaceId))
      const usage = { workspaceId, meter: 'storage_gb_hours', quantity, key: storageKey(day) } as const
      if (await recordMeterUsage(tx, { ...usage, source: day, now })) counted += 1
    })
  return counted
}

const storageKey = (day: string): string => `storage_gb_hours ${day}`
