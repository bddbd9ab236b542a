import { quoteText, type Session } from '../duck.ts'
import { withReader } from '../reader.ts'
import type { DatasetProfile, RowFilter, RowSort } from '../schema/index.ts'
import { rowCondition } from './row-condition.ts'
import { rowOrder } from './row-order.ts'

export type RowQuery = { path: string; profile: DatasetProfile; filter: RowFilter; sort: RowSort | null }

/** Of all lists that are kept together; the newest is kept whatever its size. */
const keptBytes = 64 << 20

const kept = new Map<string, Promise<Int32Array>>()
const sizes = new Map<string, number>()

/**
 * The numbers of the rows that a filter leaves in, in their order: found once, and kept while others page through
 * them. Four bytes a row; a version's rows never change, so a list never gets old. Throws `DatasetUnusable` for a
 * column that is not there.
 */
export function findRows(query: RowQuery): Promise<Int32Array> {
  const { path, profile, filter, sort } = query
  const key = JSON.stringify([path, filter, sort])
  const known = kept.get(key)
  if (known) {
    // What was asked for last leaves last.
    kept.delete(key)
    kept.set(key, known)
    return known
  }
  const condition = rowCondition(profile, filter)
  const order = sort ? rowOrder(profile, sort) : '__row'
  const list = withReader((session) =>
    readNumbers(
      session,
      `select __row::integer from read_parquet(${quoteText(path)}) where ${condition} order by ${order}`,
    ),
  )
  kept.set(key, list)
  list.then(
    ({ byteLength }) => {
      if (!kept.has(key)) return
      sizes.set(key, byteLength)
      makeRoom(key)
    },
    () => kept.delete(key),
  )
  return list
}

function makeRoom(newest: string): void {
  let bytes = 0
  for (const size of sizes.values()) bytes += size
  for (const key of [...kept.keys()]) {
    if (bytes <= keptBytes) return
    if (key === newest || !sizes.has(key)) continue
    bytes -= sizes.get(key) ?? 0
    sizes.delete(key)
    kept.delete(key)
  }
}

async function readNumbers(session: Session, query: string): Promise<Int32Array> {
  let numbers = new Int32Array(4096)
  let count = 0
  for await (const chunk of await session.connection.stream(query)) {
    const values = chunk.getColumnValues(0)
    if (count + values.length > numbers.length) {
      const larger = new Int32Array(Math.max(numbers.length * 2, count + values.length))
      larger.set(numbers)
      numbers = larger
    }
    for (const value of values) numbers[count++] = Number(value)
  }
  return numbers.slice(0, count)
}
