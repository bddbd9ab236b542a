import { CsvParser, carriageReturnMark, fieldMark, lineFeedMark, type ParsedRecord } from './csv-parser.ts'

export type CsvDialect = {
  delimiter: ',' | ';' | '\t' | '|'
  /** The first row's cells as read, trimmed. */
  firstRow: string[]
  hasHeader: boolean
}

const delimiters = [',', '\t', ';', '|'] as const
const sampleRecords = 1000
const sampleBytes = 1 << 18

const decoder = new TextDecoder()

/** A record's fields as text. */
export function fieldsOf(record: ParsedRecord): string[] {
  return decoder
    .decode(record.bytes.subarray(0, record.length))
    .replaceAll(String.fromCharCode(lineFeedMark), '\n')
    .replaceAll(String.fromCharCode(carriageReturnMark), '\r')
    .split(String.fromCharCode(fieldMark))
}

function sampleRows(bytes: Buffer, whole: boolean, delimiter: string): string[][] {
  const rows: string[][] = []
  const limits = { maxCellBytes: Number.POSITIVE_INFINITY, maxRecordBytes: Number.POSITIVE_INFINITY }
  const parser = new CsvParser(delimiter.charCodeAt(0), limits, {
    record: (record) => {
      if (!record.blank && rows.length < sampleRecords) rows.push(fieldsOf(record))
    },
  })
  try {
    parser.push(bytes)
    if (whole) parser.end()
  } catch {
    // A malformed sample still tells its delimiter; the real pass names the line.
  }
  if (rows.length === 0) rows.push(decoder.decode(bytes).split('\n', 1)[0]?.split(delimiter) ?? [''])
  return rows
}

/** How far the rows agree with the first one's width; 0 for a single column. */
function agreement(rows: string[][]): number {
  const width = rows[0]?.length ?? 0
  if (width < 2) return 0
  const equal = rows.filter((row) => row.length === width).length
  return equal / rows.length
}

const numeric = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i

function looksLikeHeader(rows: string[][]): boolean {
  const first = (rows[0] ?? []).map((cell) => cell.trim())
  const rest = rows.slice(1)
  if (rest.length === 0) return true
  const countsUp =
    first.every((cell, index) => cell === String(index)) ||
    first.every((cell, index) => cell === String(index + 1))
  if (countsUp) return true
  return !first.some((cell, index) => {
    if (cell === '') return false
    if (cell.length > 200) return true
    const below = rest.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '')
    if (below.length === 0) return false
    if (numeric.test(cell)) return below.every((value) => numeric.test(value))
    // A name that stands below itself as a value: `spam` over spam, ham, spam. One accident is forgiven in a long file.
    return below.filter((value) => value === cell).length >= Math.max(1, below.length / 200)
  })
}

/** Reads delimiter and header from the beginning of the file (`whole`: the sample is all of it). */
export function sniffCsv(head: Buffer, whole: boolean): CsvDialect {
  const bytes = head.subarray(0, sampleBytes)
  const complete = whole && bytes.length === head.length
  let best: { delimiter: CsvDialect['delimiter']; score: number; rows: string[][] } | null = null
  for (const delimiter of delimiters) {
    const rows = sampleRows(bytes, complete, delimiter)
    const score = agreement(rows)
    if (best === null || score > best.score + 0.02) best = { delimiter, score, rows }
  }
  const rows = best?.rows ?? [['']]
  return {
    delimiter: best?.delimiter ?? ',',
    firstRow: (rows[0] ?? []).map((cell) => cell.trim()),
    hasHeader: looksLikeHeader(rows),
  }
}
