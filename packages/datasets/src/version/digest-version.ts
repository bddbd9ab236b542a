import { createHash } from 'node:crypto'
import { quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import type { ColumnRole, ColumnType, DataKind } from '../schema/index.ts'

/** Between labels; cells have another one between them. */
const listJoint = 'chr(29)'

/** Rows whose digests are put together before they leave the database. */
const rowsOfDigest = 16_384

export type DigestedVersion = {
  kind: DataKind
  /** Whether a row has any number of labels. */
  several: boolean
  columns: { name: string; type: ColumnType; role: ColumnRole }[]
  /** Columns of bytes, beside the described ones. */
  blobs?: string[]
}

/**
 * SHA-256 (hex) over kind, columns and every row of the written file, read back from it: independent of
 * the library that wrote it, of compression and of row groups.
 */
export async function digestVersion(
  session: Session,
  { kind, several, columns, blobs = [] }: DigestedVersion,
  path: string,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ kind, columns }))
  const cells = columns.map((column) => {
    const name = quoteName(column.name)
    if (column.role === 'label' && several) return `array_to_string(${name}, ${listJoint})`
    return `coalesce((${column.type === 'date' ? `epoch_ms(${name})` : name})::varchar, chr(30))`
  })
  const values = [...cells, ...blobs.map((name) => `md5(${quoteName(name)})`)].join(', ')
  const rows = await session.rows(`
    select count(*) filter (__row <> file_row_number), md5(string_agg(digest, '' order by __row)) from (
      select __row, file_row_number, md5(concat_ws(chr(31), __split, ${values})) as digest
      from read_parquet(${quoteText(path)}, file_row_number = true)
    ) group by __row // ${rowsOfDigest} order by __row // ${rowsOfDigest}`)
  for (const [strays, digest] of rows) {
    if (toNumber(strays) > 0) throw new Error('Rows of the version are out of order')
    hash.update(toText(digest))
  }
  return hash.digest('hex')
}
