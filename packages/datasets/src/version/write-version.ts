import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { quoteName, quoteText, type Session } from '../duck.ts'
import { labelJoint } from '../infer/label-lists.ts'
import type { Plan, PlannedColumn } from '../infer/roles.ts'
import { typedColumn } from './keep-rows.ts'

/** Uncompressed bytes that one row group should hold at most; small groups make a page cheap. */
const groupBytes = 4 << 20
const largestGroup = 61_440
const smallestGroup = 2048
/** Different values of a column in a row group; above, a dictionary costs time and saves little. */
const largestDictionary = 4096

/**
 * Writes the version as Parquet: `__row`, `__split`, then the columns in file order. The file appears
 * whole or not at all: written beside its place, synced, renamed. Returns its size in bytes.
 */
export async function writeVersion(session: Session, plan: Plan, outputPath: string): Promise<number> {
  const rowBytes = plan.columns.reduce(
    (total, { measure }) => total + measure.meanLength * measure.meanWidth,
    32,
  )
  const groupRows = Math.max(smallestGroup, Math.min(largestGroup, Math.floor(groupBytes / rowBytes)))
  return copyToParquet(session, `select * exclude (__inputs) from ${versionOf(plan)}`, outputPath, groupRows)
}

/** The version as it is written, as a relation over `placed`, and `__inputs`, the hash of what a classifier reads. */
export function versionOf(plan: Plan): string {
  const columns = plan.columns.map(
    (column) => `${writtenValue(column, plan.labels.several)} as ${quoteName(column.measure.name)}`,
  )
  return `(select place as __row, split as __split, inputs as __inputs, ${columns.join(', ')} from placed)`
}

/** SQL over `placed`: a column as it is written; several labels are a list. */
function writtenValue(column: PlannedColumn, several: boolean): string {
  if (column.role === 'weight') return 'weight'
  if (column.role !== 'label') return typedColumn(column)
  if (!several) return 'label::varchar'
  return `case when label = '' then []::varchar[] else string_split(label, ${labelJoint}) end`
}

/** Writes what a query yields; the file appears whole or not at all. Returns its size in bytes. */
export async function copyToParquet(
  session: Session,
  query: string,
  outputPath: string,
  groupRows: number,
): Promise<number> {
  const partial = `${outputPath}.partial`
  try {
    await session.run(
      `copy (${query}) to ${quoteText(partial)} (format parquet, compression zstd, row_group_size ${groupRows},
        dictionary_size_limit ${largestDictionary})`,
    )
    const bytes = await sync(partial)
    await rename(partial, outputPath)
    await sync(dirname(outputPath))
    return bytes
  } finally {
    await rm(partial, { force: true })
  }
}

async function sync(path: string): Promise<number> {
  const handle = await open(path)
  try {
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}
