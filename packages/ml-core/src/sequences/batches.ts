import { type Random, range } from '../random.ts'
import { padding, type Sequences, unknown } from './sequence-encoder.ts'

/** Batches whose rows are sorted by length together: little is computed on padding, and much stays random. */
const batchesSorted = 16

/** Rows of one batch as a net reads them. */
export interface SequenceBatch {
  rows: number
  /** Places per row. */
  places: number
  /** Token number per place, row by row. */
  ids: Int32Array
  /** Tokens of each row. */
  lengths: Int32Array
}

/** All rows once, in batches of rows that are about equally long, in a random order. */
export function batchesByLength({ offsets }: Sequences, batchSize: number, random: Random): Int32Array[] {
  const rows = offsets.length - 1
  const lengthOf = (row: number) => offsets[row + 1] - offsets[row]
  const order = range(rows)
  random.shuffle(order)
  const batches: Int32Array[] = []
  for (let from = 0; from < rows; from += batchSize * batchesSorted) {
    const part = order.slice(from, from + batchSize * batchesSorted)
    part.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b)
    for (let at = 0; at < part.length; at += batchSize) batches.push(part.subarray(at, at + batchSize))
  }
  const turns = range(batches.length)
  random.shuffle(turns)
  return Array.from(turns, (turn) => batches[turn])
}

/**
 * The rows side by side, each after `lead` places of padding and followed by at least `trail`. Each token is
 * taken for an unknown one with probability `forget`, where there is a `random` to decide it: so the net
 * learns what to make of those.
 */
export function padRows(
  { ids, offsets }: Sequences,
  rows: Int32Array,
  lead: number,
  trail: number,
  forget: number,
  random: Random | null,
): SequenceBatch {
  const lengths = Int32Array.from(rows, (row) => offsets[row + 1] - offsets[row])
  const places = Math.max(1, lead + lengths.reduce((most, length) => Math.max(most, length), 0) + trail)
  const padded = new Int32Array(rows.length * places).fill(padding)
  rows.forEach((row, at) => {
    for (let t = 0; t < lengths[at]; t++) {
      const id = ids[offsets[row] + t]
      padded[at * places + lead + t] = random !== null && random.next() < forget ? unknown : id
    }
  })
  return { rows: rows.length, places, ids: padded, lengths }
}
