import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { checkPlanLimit } from '../billing/index.ts'

/**
 * Holds what the workspace stores, with `addedBytes` on top, against its plan: each uploaded file once, every
 * version, and what is on its way. Until the transaction ends nobody else of the workspace may add to it.
 * @throws AssayError `plan_limit`
 */
export const requireStorage = async (tx: Tx, workspaceId: string, addedBytes: number): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`storage ${workspaceId}`}, 0))`)
  const [row] = await tx.execute<{ bytes: number }>(sql`
    select (
      coalesce((select sum(bytes) from (
        select max(upload_bytes) as bytes from dataset_version
        where workspace_id = ${workspaceId} and upload_dropped_at is null group by upload_key) files), 0)
      + coalesce((select sum(parquet_bytes) from dataset_version where workspace_id = ${workspaceId}), 0)
      + coalesce((select sum(bytes_total) from upload
          where workspace_id = ${workspaceId} and dataset_version_id is null), 0))::float8 as bytes`)
  const storedMb = Math.ceil(((row?.bytes ?? 0) + addedBytes) / 1024 ** 2)
  await checkPlanLimit(tx, workspaceId, 'storageMb', storedMb)
}
