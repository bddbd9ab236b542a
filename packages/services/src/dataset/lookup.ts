import { type Tx, tables } from '@assay/db'
import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { NotFound } from '../errors/index.ts'

export const findDataset = async (tx: Tx, id: string) => {
  const [found] = await tx
    .select()
    .from(tables.dataset)
    .where(and(eq(tables.dataset.id, id), isNull(tables.dataset.archivedAt)))
  if (!found) throw new NotFound('dataset', id)
  return found
}

// They may list a hundred thousand rows: read only where they are needed.
const { edits: _edits, rowMap: _map, examination, ...columns } = getTableColumns(tables.datasetVersion)
export const versionColumns = {
  ...columns,
  /** How many findings there are; null while nobody has looked. */
  findings: sql<number | null>`jsonb_array_length(${examination} -> 'findings')`,
}

export const findDatasetVersion = async (tx: Tx, id: string) => {
  const [found] = await tx
    .select(versionColumns)
    .from(tables.datasetVersion)
    .where(eq(tables.datasetVersion.id, id))
  if (!found) throw new NotFound('dataset version', id)
  return found
}
export type DatasetVersionRow = Awaited<ReturnType<typeof findDatasetVersion>>
