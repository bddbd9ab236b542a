import { carriageReturnMark, fieldMark, lineFeedMark, type ParsedRecord } from '../read/csv-parser.ts'
import type { ColumnRedaction } from './column-redaction.ts'

const lineFeed = String.fromCharCode(lineFeedMark)
const carriageReturn = String.fromCharCode(carriageReturnMark)
const decoder = new TextDecoder()
const [zero, nine, at, colon] = [0x30, 0x39, 0x40, 0x3a]
/** Fewer digits than the shortest address of a machine has (1.1.1.1), and no `@` or `::`: nothing can be found. */
const fewestDigits = 4

/** Exchanges cells of parsed records before they are written anywhere, and leaves out those of dropped columns. */
export class RecordRedactor {
  /** Where each of the file's columns is written; -1 for those that are left out. */
  readonly places: readonly number[]
  private readonly columns: readonly ColumnRedaction[]
  private readonly record: ParsedRecord

  constructor(columns: readonly ColumnRedaction[]) {
    this.columns = columns
    let kept = 0
    this.places = columns.map(({ privacy }) => (privacy === 'drop' ? -1 : kept++))
    this.record = { bytes: Buffer.allocUnsafe(1 << 16), length: 0, fields: 0, line: 0, blank: false }
  }

  /** The record as it may be kept; its buffer is used again for the next one. */
  apply({ bytes, length, fields, line, blank }: ParsedRecord): ParsedRecord {
    const out = this.record
    Object.assign(out, { length: 0, fields: 0, line, blank })
    let start = 0
    for (let field = 0; field < fields; field++) {
      let digits = 0
      let others = 0
      let end = start
      for (; end < length; end++) {
        const byte = bytes[end] ?? 0
        if (byte === fieldMark) break
        if (byte >= zero && byte <= nine) digits++
        else if (byte === at) others += 2
        else if (byte === colon) others++
      }
      const cell = bytes.subarray(start, end)
      start = end + 1
      const column = this.columns[field]
      if (column?.privacy === 'drop') continue
      const mayHold = digits >= fewestDigits || others >= 2
      if (!column || column.privacy === 'keep' || (column.findsWithin && !mayHold)) this.put(cell)
      else this.put(redactCell(cell, column))
    }
    return out
  }

  private put(cell: Uint8Array): void {
    const out = this.record
    const needed = out.length + cell.length + 1
    if (needed > out.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * needed)
      out.bytes.copy(larger, 0, 0, out.length)
      out.bytes = larger
    }
    if (out.fields > 0) out.bytes[out.length++] = fieldMark
    out.bytes.set(cell, out.length)
    out.length += cell.length
    out.fields++
  }
}

function redactCell(cell: Buffer, column: ColumnRedaction): Uint8Array {
  const text = decoder.decode(cell).replaceAll(lineFeed, '\n').replaceAll(carriageReturn, '\r')
  const result = column.apply(text)
  if (result === text) return cell
  return Buffer.from(result.replaceAll('\n', lineFeed).replaceAll('\r', carriageReturn))
}
