import { createHash } from 'node:crypto'
import type { DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { quoteName, type Session } from '../duck.ts'
import type { ColumnRole, ColumnType, DataKind } from '../schema/index.ts'
import { hashOf, textOf } from './content-hash.ts'

/** Between labels; cells have another one between them. */
const listJoint = 'chr(29)'

const digestBytes = 16

type DigestedColumn = { name: string; type: ColumnType; role: ColumnRole }

export type DigestedVersion = {
  kind: DataKind
  /** Whether a row has any number of labels. */
  several: boolean
  columns: DigestedColumn[]
  /** Columns of bytes, beside the described ones. */
  blobs?: string[]
  /** The hash of what a classifier reads stands in `__inputs` already. */
  hasInputs?: boolean
}

/**
 * SHA-256 (hex) over kind, columns and every row of `relation`, which has `__row`, `__split` and the columns in the
 * order of the rows: independent of the library that writes the file, of compression and of row groups.
 */
export async function digestVersion(
  session: Session,
  { kind, several, columns, blobs = [], hasInputs = false }: DigestedVersion,
  relation: string,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ kind, columns }))
  const isInput = ({ role }: DigestedColumn) => role === 'text' || role === 'feature'
  const inputs = hashOf(columns.filter(isInput).map(({ name, type }) => textOf(quoteName(name), type)))
  const others = columns
    .filter((column) => !isInput(column))
    .map(({ name, type, role }) =>
      role === 'label' && several
        ? `array_to_string(${quoteName(name)}, ${listJoint})`
        : textOf(quoteName(name), type),
    )
  const digest = hashOf([
    '__split',
    `hex(${hasInputs ? '__inputs' : inputs})`,
    ...others,
    ...blobs.map((name) => `md5(${quoteName(name)})`),
  ])
  // A table is filled on all cores and keeps the order; a stream of results would be made on one.
  await session.run(
    `create temp table digests as select __row::integer as number, ${digest} as digest from ${relation}`,
  )
  const result = await session.connection.stream('from digests')
  let row = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    for (const number of integersOf(chunk))
      if (number !== row++) throw new Error('Rows of the version are out of order')
    hash.update(bytesOf(chunk, 1, digestBytes))
  }
  await session.run('drop table digests')
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
