import { DatasetUnusable } from '../errors.ts'
import { dropSpaces, skipSpaces } from './trim-bytes.ts'

/** Between two fields of a parsed record. */
export const fieldMark = 0x1f
/** Stand for a line feed and a carriage return inside a field, so that a record is one line. */
export const lineFeedMark = 0x1e
export const carriageReturnMark = 0x1d

/**
 * One record as UTF-8 bytes: fields separated by `fieldMark`, line breaks inside them as marks.
 * The object and its buffer are reused for the next record.
 */
export type ParsedRecord = {
  bytes: Buffer
  length: number
  fields: number
  /** 1-based physical line on which the record begins. */
  line: number
  /** Whether nothing but the line break stood there. */
  blank: boolean
}

export type CsvEvents = {
  record: (record: ParsedRecord) => void
  /** A line break inside a field. */
  brokenField?: (field: number) => void
  /** A field that lost the white space around it, as it was. */
  trimmed?: (field: number, line: number, raw: Buffer) => void
  repaired?: (code: 'control_characters' | 'quote_misplaced', line: number) => void
}

export type CsvLimits = { maxCellBytes: number; maxRecordBytes: number }

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20

const atStart = 0
const inBare = 1
const inQuoted = 2
const afterQuote = 3
const afterReturn = 4
const spaceAfterQuote = 5

/**
 * RFC 4180 over bytes, one chunk at a time, with bounded memory: a record is never larger than
 * `maxRecordBytes` and a chunk together. Lenient where the meaning is plain (text after a closing
 * quote on the same line, spaces behind it), strict where it is not. White space around a field is removed.
 */
export class CsvParser {
  private readonly delimiter: number
  private readonly limits: CsvLimits
  private readonly events: CsvEvents
  private readonly record: ParsedRecord
  /** 1 for bytes that need a decision: while bare, and while quoted. */
  private readonly stopsBare = new Uint8Array(256)
  private readonly stopsQuoted = new Uint8Array(256)
  private state = atStart
  private line = 1
  private length = 0
  private fields = 0
  private fieldStart = 0
  private quoteLine = 1
  private spaces = 0
  private anything = false

  constructor(delimiter: number, limits: CsvLimits, events: CsvEvents) {
    this.delimiter = delimiter
    this.limits = limits
    this.events = events
    this.record = { bytes: Buffer.allocUnsafe(1 << 16), length: 0, fields: 0, line: 1, blank: false }
    for (let byte = 0; byte < space; byte++) {
      this.stopsBare[byte] = 1
      this.stopsQuoted[byte] = 1
    }
    this.stopsBare[0x09] = 0
    this.stopsQuoted[0x09] = 0
    this.stopsBare[delimiter] = 1
    this.stopsQuoted[quote] = 1
  }

  push(chunk: Buffer): void {
    const stopsBare = this.stopsBare
    const stopsQuoted = this.stopsQuoted
    const n = chunk.length
    let i = 0
    this.reserve(n * 2 + 8)
    while (i < n) {
      const bytes = this.record.bytes
      if (this.state === inBare || this.state === inQuoted) {
        const stops = this.state === inBare ? stopsBare : stopsQuoted
        let length = this.length
        let byte = 0
        // Both casts below: `i < n` was just checked.
        while (i < n) {
          byte = chunk[i] as number
          if (stops[byte] !== 0) break
          bytes[length++] = byte
          i++
        }
        this.length = length
        if (i >= n) break
      }
      this.step(chunk[i] as number)
      i++
    }
    this.checkSize()
  }

  end(): void {
    if (this.state === inQuoted) {
      throw new DatasetUnusable(
        'csv_unclosed_quote',
        `The quote opened on line ${this.quoteLine} is never closed. Close it, or double it if it belongs to the text.`,
        this.quoteLine,
      )
    }
    if (this.anything || this.state !== atStart || this.fields > 0) this.endRecord()
  }

  private step(byte: number): void {
    switch (this.state) {
      case atStart:
        if (byte === quote) {
          this.anything = true
          this.quoteLine = this.line
          this.state = inQuoted
          return
        }
        this.state = inBare
        this.stepBare(byte)
        return
      case inBare:
        this.stepBare(byte)
        return
      case inQuoted:
        if (byte === quote) this.state = afterQuote
        else this.putControl(byte)
        return
      case afterQuote:
      case spaceAfterQuote:
        this.stepAfterQuote(byte)
        return
      default:
        this.stepAfterReturn(byte)
    }
  }

  private stepBare(byte: number): void {
    if (byte === this.delimiter) this.endField()
    else if (byte === lineFeed) {
      this.endRecord()
      this.line++
      this.record.line = this.line
    } else if (byte === carriageReturn) this.state = afterReturn
    else if (byte < space && byte !== 0x09) this.putControl(byte)
    else this.put(byte)
  }

  /** A carriage return before a line feed belongs to the line break; a lone one to the field. */
  private stepAfterReturn(byte: number): void {
    this.state = inBare
    if (byte !== lineFeed) {
      this.put(carriageReturnMark)
      this.events.brokenField?.(this.fields)
    }
    this.stepBare(byte)
  }

  private stepAfterQuote(byte: number): void {
    if (byte === this.delimiter) {
      this.spaces = 0
      this.endField()
    } else if (byte === lineFeed || byte === carriageReturn) {
      this.spaces = 0
      this.state = inBare
      this.stepBare(byte)
    } else if (byte === quote && this.state === afterQuote) {
      this.put(quote)
      this.state = inQuoted
    } else if (byte === space) {
      this.spaces++
      this.state = spaceAfterQuote
    } else this.keepMisplacedQuote(byte)
  }

  private keepMisplacedQuote(byte: number): void {
    if (this.line !== this.quoteLine) {
      throw new DatasetUnusable(
        'csv_unclosed_quote',
        `The quote opened on line ${this.quoteLine} is not closed properly: text follows a quote on line ${this.line}. ` +
          'Close it, and double every quote that belongs to the text.',
        this.quoteLine,
      )
    }
    this.events.repaired?.('quote_misplaced', this.record.line)
    this.put(quote)
    for (; this.spaces > 0; this.spaces--) this.put(space)
    this.state = inQuoted
    if (byte === quote) this.state = afterQuote
    else if (byte < space && byte !== 0x09) this.putControl(byte)
    else this.put(byte)
  }

  private putControl(byte: number): void {
    if (byte === lineFeed) {
      this.line++
      this.put(lineFeedMark)
      this.events.brokenField?.(this.fields)
    } else if (byte === carriageReturn) {
      this.put(carriageReturnMark)
      this.events.brokenField?.(this.fields)
    } else if (byte === 0x09) this.put(byte)
    else {
      this.events.repaired?.('control_characters', this.record.line)
      this.anything = true
    }
  }

  private put(byte: number): void {
    if (this.length >= this.record.bytes.length) this.reserve(1 << 16)
    this.record.bytes[this.length++] = byte
  }

  private closeField(): void {
    const start = this.fieldStart
    if (this.length - start > this.limits.maxCellBytes) this.refuseCell()
    if (this.length === start) return
    const bytes = this.record.bytes
    const first = bytes[start] ?? 0
    const last = bytes[this.length - 1] ?? 0
    if (first > space && last > space && first < 0x80 && last < 0x80) return
    const from = skipSpaces(bytes, start, this.length)
    const to = dropSpaces(bytes, from, this.length)
    if (from === start && to === this.length) return
    if (to > from) this.events.trimmed?.(this.fields, this.record.line, bytes.subarray(start, this.length))
    bytes.copyWithin(start, from, to)
    this.length = start + to - from
  }

  private endField(): void {
    this.closeField()
    this.put(fieldMark)
    this.fields++
    this.fieldStart = this.length
    this.state = atStart
  }

  private endRecord(): void {
    this.closeField()
    this.checkSize()
    const record = this.record
    record.length = this.length
    record.fields = this.fields + 1
    record.blank = this.length === 0 && this.fields === 0 && !this.anything
    this.events.record(record)
    this.length = 0
    this.fields = 0
    this.fieldStart = 0
    this.anything = false
    this.state = atStart
  }

  private checkSize(): void {
    if (this.length - this.fieldStart > this.limits.maxCellBytes) this.refuseCell()
    if (this.length > this.limits.maxRecordBytes) {
      throw new DatasetUnusable(
        'row_too_large',
        `The row that begins on line ${this.record.line} is larger than ${this.limits.maxRecordBytes.toLocaleString('en')} bytes. Shorten it or split its columns.`,
        this.record.line,
      )
    }
  }

  private refuseCell(): never {
    const quoted = this.state !== inBare && this.state !== atStart
    const line = quoted ? this.quoteLine : this.record.line
    const limit = this.limits.maxCellBytes.toLocaleString('en')
    const cause = quoted
      ? ` Either it is too long or the quote opened on line ${line} is never closed.`
      : ' Shorten it.'
    throw new DatasetUnusable(
      'cell_too_large',
      `A cell that begins on line ${line} is larger than ${limit} bytes.${cause}`,
      line,
    )
  }

  private reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.record.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.record.bytes.length * 2))
    this.record.bytes.copy(larger, 0, 0, this.length)
    this.record.bytes = larger
  }
}
