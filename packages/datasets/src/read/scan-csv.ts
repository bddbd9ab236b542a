import { isUtf8 } from 'node:buffer'
import type { LineLog } from './line-log.ts'
import { dropSpaces, skipSpaces } from './trim-bytes.ts'

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20

export type PlainDialect = {
  /** One ASCII character. */
  delimiter: number
  columns: number
  /** How every row ends. */
  newline: '\n' | '\r\n'
  maxCellBytes: number
}

export type PlainScan = {
  /** Where the last whole row ends. */
  end: number
  /** Bytes of the longest row. */
  longest: number
}

/**
 * Tells whether text is plain CSV, of which there is only one reading: UTF-8, rows of as many cells as there are
 * columns, every quote at an edge of its cell or doubled, no control characters, no white space around cells.
 * Begins and ends between two rows.
 */
export class CsvScanner {
  private readonly dialect: PlainDialect
  private readonly lines: LineLog
  /** 1 for bytes that need a look, outside of quotes and inside. */
  private readonly stopsBare = new Uint8Array(256)
  private readonly stopsQuoted = new Uint8Array(256)
  private line: number

  /** `lines` takes every row's line; the next one begins on `line`. */
  constructor(dialect: PlainDialect, lines: LineLog, line: number) {
    this.dialect = dialect
    this.lines = lines
    this.line = line
    this.stopsBare.fill(1, 0, space)
    this.stopsQuoted.fill(1, 0, space)
    this.stopsBare[0x09] = 0
    this.stopsQuoted[0x09] = 0
    this.stopsBare[quote] = 1
    this.stopsQuoted[quote] = 1
    this.stopsBare[dialect.delimiter] = 1
  }

  /** Null where the text is not plain. A row that is not whole is left for the next time unless it `isLast`. */
  scan(bytes: Buffer, isLast: boolean): PlainScan | null {
    const { delimiter, columns, newline, maxCellBytes } = this.dialect
    const { stopsBare, stopsQuoted } = this
    const n = bytes.length
    let end = 0
    let longest = 0
    let cells = 1
    let breaks = 0
    let i = 0
    while (i < n) {
      let start = i
      let stop: number
      if (bytes[i] === quote) {
        start = ++i
        stop = -1
        while (i < n) {
          // Both casts below: `i < n` was just checked.
          while (i < n && stopsQuoted[bytes[i] as number] === 0) i++
          if (i >= n) break
          const byte = bytes[i] as number
          if (byte === lineFeed) breaks++
          else if (byte === quote) {
            if (bytes[i + 1] !== quote) {
              stop = i
              break
            }
            i++
          } else if (byte !== carriageReturn || (i + 1 < n && bytes[i + 1] !== lineFeed)) return null
          i++
        }
        // The last byte could be the first of a doubled quote.
        if (stop < 0 || (i + 1 >= n && !isLast))
          return this.unfinished(bytes, end, longest, isLast && stop < 0)
        i++
      } else {
        while (i < n && stopsBare[bytes[i] as number] === 0) i++
        if (i >= n && !isLast) break
        stop = i
      }
      if (stop - start > maxCellBytes || (stop > start && hasSpaceAround(bytes, start, stop))) return null
      if (i < n && bytes[i] === delimiter) {
        cells++
        i++
        // A cell follows, be it empty.
        if (i < n || !isLast) continue
      }
      if (i >= n) {
        if (!isLast) break
      } else if (bytes[i] === lineFeed && newline === '\n') i++
      else if (bytes[i] === carriageReturn && newline === '\r\n') {
        if (i + 1 >= n) {
          if (isLast) return null
          break
        }
        if (bytes[i + 1] !== lineFeed) return null
        i += 2
      } else return null
      if (cells !== columns) return null
      this.lines.add(this.line)
      this.line += 1 + breaks
      if (i - end > longest) longest = i - end
      end = i
      cells = 1
      breaks = 0
    }
    return this.unfinished(bytes, end, longest, false)
  }

  private unfinished(bytes: Buffer, end: number, longest: number, isOpen: boolean): PlainScan | null {
    return isOpen || !isUtf8(bytes.subarray(0, end)) ? null : { end, longest }
  }
}

/** White space as `trim-bytes` has it. */
function hasSpaceAround(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] ?? 0
  const last = bytes[end - 1] ?? 0
  if (first <= space || last <= space) return true
  if (first < 0x80 && last < 0x80) return false
  return skipSpaces(bytes, start, end) > start || dropSpaces(bytes, start, end) < end
}
