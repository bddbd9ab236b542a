import { createHash } from 'node:crypto'
import { quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import type { ColumnRole, ColumnType, DataKind } from '../schema/index.ts'

/** Between labels; cells have another one between them. */
const listJoint = 'chr(29)'

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
  const result = await session.connection.stream(
    `select __row, md5(concat_ws(chr(31), __split, ${[...cells, ...blobs.map((name) => `md5(${quoteName(name)})`)].join(', ')})) from read_parquet(${quoteText(path)})`,
  )
  let expected = 0
  for await (const chunk of result) {
    const numbers = chunk.getColumnValues(0)
    const digests = chunk.getColumnValues(1)
    for (let i = 0; i < digests.length; i++) {
      if (toNumber(numbers[i]) !== expected++)
        throw new Error(`The version's rows are out of order at ${expected - 1}`)
    }
    hash.update(digests.map(toText).join(''))
  }
  return hash.digest('hex')
}
