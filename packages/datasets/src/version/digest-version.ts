import { createHash } from 'node:crypto'
import type { DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { quoteName, type Session } from '../duck.ts'
import type { ColumnRole, ColumnType, DataKind } from '../schema/index.ts'

/** Between labels; cells have another one between them. */
const listJoint = 'chr(29)'

const digestBytes = 16

export type DigestedVersion = {
  kind: DataKind
  /** Whether a row has any number of labels. */
  several: boolean
  columns: { name: string; type: ColumnType; role: ColumnRole }[]
  /** Columns of bytes, beside the described ones. */
  blobs?: string[]
}

/**
 * SHA-256 (hex) over kind, columns and every row of `relation`, which has `__row`, `__split` and the columns in the
 * order of the rows: independent of the library that writes the file, of compression and of row groups.
 */
export async function digestVersion(
  session: Session,
  { kind, several, columns, blobs = [] }: DigestedVersion,
  relation: string,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ kind, columns }))
  const cells = columns.map((column) => {
    const name = quoteName(column.name)
    if (column.role === 'label' && several) return `array_to_string(${name}, ${listJoint})`
    return `coalesce((${column.type === 'date' ? `epoch_ms(${name})` : name})::varchar, chr(30))`
  })
  const values = [...cells, ...blobs.map((name) => `md5(${quoteName(name)})`)].join(', ')
  const result = await session.connection.stream(
    `select __row::integer, md5_number(concat_ws(chr(31), __split, ${values})) from ${relation}`,
  )
  let row = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    for (const number of integersOf(chunk))
      if (number !== row++) throw new Error('Rows of the version are out of order')
    hash.update(bytesOf(chunk, 1, digestBytes))
  }
  return hash.digest('hex')
}

function integersOf(chunk: DuckDBDataChunk): Int32Array {
  const bytes = bytesOf(chunk, 0, Int32Array.BYTES_PER_ELEMENT)
  return new Int32Array(bytes.buffer, bytes.byteOffset, chunk.rowCount)
}

/** A column of fixed width as it lies in memory; no value in it is null. */
function bytesOf({ chunk, rowCount }: DuckDBDataChunk, column: number, width: number): Uint8Array {
  return duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), rowCount * width)
}
