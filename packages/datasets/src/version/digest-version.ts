import { createHash, type Hash } from 'node:crypto'
import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { quoteName, quoteText, type Session, toText } from '../duck.ts'
import { type ColumnRole, type ColumnType, type DataKind, splitNameSchema } from '../schema/index.ts'
import { hashOf, textOf } from './content-hash.ts'

/** Between labels; cells have another one between them. */
const listJoint = 'chr(29)'

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
 * SHA-256 (hex) over kind, columns, labels and every row of `relation`, which has `__row`, `__split` and the columns in
 * the order of the rows: independent of the library that writes the file, of compression and of row groups.
 */
export async function digestVersion(
  session: Session,
  described: DigestedVersion,
  relation: string,
): Promise<string> {
  const { kind, several, columns, hasInputs = false } = described
  // Callers have more to say of a column, which is measured of the rows and not part of them.
  const named = columns.map(({ name, type, role }) => ({ name, type, role }))
  const hash = createHash('sha256').update(JSON.stringify({ kind, columns: named }))
  const label = several ? undefined : columns.find(({ role }) => role === 'label')
  let place = `list_position([${splitNames}], __split)`
  if (label) {
    const name = textOf(quoteName(label.name), label.type)
    await session.run(
      `create type digested as enum (select distinct ${name} as label from ${relation} order by label)`,
    )
    const [labels = []] = await session.rows('select to_json(enum_range(null::digested))')
    hash.update(toText(labels[0]))
    place += ` + ${splitNames.length} * enum_code(${name}::digested)::integer`
  }
  const others = othersOf(described, label)
  const inputs = columns.filter(isInput).map(({ name, type }) => textOf(quoteName(name), type))
  const values = [
    '__row::integer as number',
    `(${place})::integer as place`,
    `${hasInputs ? '__inputs' : hashOf(inputs)} as inputs`,
    ...(others.length > 0 ? [`${hashOf(others)} as others`] : []),
  ]
  let query = `select ${values.join(', ')} from ${relation}`
  if (!hasInputs || others.length > 0) {
    // A table is filled on all cores and keeps the order; what is hashed for a stream is hashed on one.
    await session.run(`create temp table digests as ${query}`)
    query = 'from digests'
  }
  await addRows(hash, await session.connection.stream(query), others.length > 0 ? [4, 16, 16] : [4, 16])
  await session.run('drop table if exists digests')
  await session.run('drop type if exists digested')
  return hash.digest('hex')
}

const splitNames = splitNameSchema.options.map((name) => quoteText(name))

const isInput = ({ role }: DigestedColumn) => role === 'text' || role === 'feature'

/** What is neither read by a classifier nor the one label. */
function othersOf(
  { columns, several, blobs = [] }: DigestedVersion,
  label: DigestedColumn | undefined,
): string[] {
  const others = columns.filter((column) => !isInput(column) && column !== label)
  const texts = others.map(({ name, type, role }) =>
    role === 'label' && several
      ? `array_to_string(${quoteName(name)}, ${listJoint})`
      : textOf(quoteName(name), type),
  )
  return [...texts, ...blobs.map((name) => `md5(${quoteName(name)})`)]
}

/** The row's number comes first; `widths` in bytes are those of the columns after it. */
async function addRows(hash: Hash, result: DuckDBResult, widths: readonly number[]): Promise<void> {
  let row = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    const numbers = bytesOf(chunk, 0, Int32Array.BYTES_PER_ELEMENT)
    for (const number of new Int32Array(numbers.buffer, numbers.byteOffset, chunk.rowCount))
      if (number !== row++) throw new Error('Rows of the version are out of order')
    widths.forEach((width, at) => {
      hash.update(bytesOf(chunk, at + 1, width))
    })
  }
}

/** A column of fixed width as it lies in memory; no value in it is null. */
function bytesOf({ chunk, rowCount }: DuckDBDataChunk, column: number, width: number): Uint8Array {
  return duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), rowCount * width)
}
