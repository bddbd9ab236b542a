import { type Tx, tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import { NotFound } from '../errors/index.ts'

export const findDataset = async (tx: Tx, id: string) => {
  const [found] = await tx
    .select()
    .from(tables.dataset)
    .where(and(eq(tables.dataset.id, id), isNull(tables.dataset.archivedAt)))
  if (!found) throw new NotFound('dataset', id)
  return found
}

export const findDatasetVersion = async (tx: Tx, id: string) => {
  const [found] = await tx.select().from(tables.datasetVersion).where(eq(tables.datasetVersion.id, id))
  if (!found) throw new NotFound('dataset version', id)
  return found
}
export type DatasetVersionRow = Awaited<ReturnType<typeof findDatasetVersion>>
