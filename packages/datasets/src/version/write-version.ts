import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { quoteName, quoteText, type Session, toNumber } from '../duck.ts'
import { labelJoint } from '../infer/label-lists.ts'
import type { Plan, PlannedColumn } from '../infer/roles.ts'

/** Uncompressed bytes that one row group should hold at most; small groups make a page cheap. */
const groupBytes = 8 << 20
const largestGroup = 61_440
const smallestGroup = 2048

/**
 * Writes the version as Parquet: `__row`, `__split`, then the columns in file order. The file appears
 * whole or not at all: written beside its place, synced, renamed. Returns its size in bytes.
 */
export async function writeVersion(session: Session, plan: Plan, outputPath: string): Promise<number> {
  const [size = []] = await session.rows(
    `select coalesce(avg(${plan.columns
      .filter((column) => column.measure.index >= 0)
      .map((column) => `coalesce(strlen(c${column.measure.index}), 0)`)
      .join(' + ')}), 0) from cells`,
  )
  const rowBytes = toNumber(size[0]) + 32
  const groupRows = Math.max(smallestGroup, Math.min(largestGroup, Math.floor(groupBytes / rowBytes)))
  const columns = plan.columns.map(
    (column) => `${writtenValue(column, plan.labels.several)} as ${quoteName(column.measure.name)}`,
  )
  const [counts = []] = await session.rows(
    'select (select count(*) from cells), (select count(*) from placed)',
  )
  // Both lie in the order of the lines: where no row was dropped, they are laid side by side and nothing is sorted.
  const isWhole = toNumber(counts[0]) === toNumber(counts[1])
  return copyToParquet(
    session,
    `select placed.rowid as __row, placed.split as __split, ${columns.join(', ')} from ${
      isWhole
        ? 'cells positional join placed'
        : 'cells join placed on cells.line = placed.line order by placed.line'
    }`,
    outputPath,
    groupRows,
  )
}

/** Several labels are written as a list. */
function writtenValue({ role, expression }: PlannedColumn, several: boolean): string {
  if (role === 'weight') return 'placed.weight'
  if (role !== 'label') return expression
  if (!several) return 'placed.label'
  return `case when placed.label = '' then []::varchar[] else string_split(placed.label, ${labelJoint}) end`
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
      `copy (${query}) to ${quoteText(partial)} (format parquet, compression zstd, row_group_size ${groupRows})`,
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
