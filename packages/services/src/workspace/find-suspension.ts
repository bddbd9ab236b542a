import { type Suspension, suspensionText } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { AssayError } from '../errors/index.ts'

/** Why the operator stopped the workspace; null where it did not. */
export const findSuspension = async (
  tx: Pick<Tx, 'select'>,
  workspaceId: string,
): Promise<Suspension | null> => {
  const { workspaceSuspension } = tables
  const [row] = await tx
    .select({ reason: workspaceSuspension.reason, contact: workspaceSuspension.contact })
    .from(workspaceSuspension)
    .where(eq(workspaceSuspension.workspaceId, workspaceId))
  return row ?? null
}

/** @throws AssayError `suspended` */
export const refuseSuspended = (suspension: Suspension | null): void => {
  if (suspension !== null) throw new AssayError('suspended', suspensionText(suspension))
}
