import { type FileHandle, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { quoteText, type Session } from '../duck.ts'
import { rawColumn } from '../infer/cells.ts'
import { repairNames } from './column-names.ts'
import { type CsvDialect, sniffCsv } from './csv-dialect.ts'
import { LineLog } from './line-log.ts'
import { RepairLog } from './repair-log.ts'
import { CsvScanner } from './scan-csv.ts'
import type { StageInput } from './stage-upload.ts'
import { noteByteOrderMark, Refusals, type StagedUpload } from './staged.ts'
import { TrimLog } from './trim-log.ts'

const headBytes = 1 << 20
const defaultPartBytes = 16 << 20
const lineFeed = 0x0a

type Head = {
  dialect: CsvDialect
  newline: '\n' | '\r\n'
  /** Where the first row after the header begins. */
  start: number
  /** Bytes of the byte-order mark. */
  bomBytes: number
}

/**
 * Loads plain CSV as table `cells`, read by DuckDB while the next part is still looked at: most files need no
 * repair, and a parser that repairs is slower. Null, and no table, as soon as a byte leaves a doubt: then the file
 * is to be staged. Both ways give the same rows and the same report.
 */
export async function loadPlainCsv(
  input: StageInput,
  session: Session,
  partBytes = defaultPartBytes,
): Promise<StagedUpload | null> {
  if (input.redaction !== null || input.lines !== null || /\.(jsonl|ndjson)$/i.test(input.fileName))
    return null
  const file = await open(input.sourcePath)
  try {
    const { size } = await file.stat()
    const head = await readHead(file, size)
    if (head === null || head.dialect.firstRow.length > input.limits.maxColumns) return null
    const loading = new PlainLoading(input, session, head, size)
    // In one transaction the parts become row groups of one table without being copied once more.
    await session.run('begin')
    const isPlain = await loading.load(file, partBytes)
    await session.run(isPlain ? 'commit' : 'rollback')
    return isPlain ? loading.result() : null
  } finally {
    await file.close()
  }
}

async function readHead(file: FileHandle, size: number): Promise<Head | null> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(headBytes), 0, headBytes, 0)
  const bomBytes = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0
  const head = buffer.subarray(bomBytes, bytesRead)
  const end = head.indexOf(lineFeed)
  if (end < 1 || head.includes(0) || /^\s*[[{]/.test(head.toString('latin1', 0, 4096))) return null
  const dialect = sniffCsv(head, bytesRead === size)
  if (!dialect.hasHeader || dialect.firstRow.length < 2) return null
  const newline = head[end - 1] === 0x0d ? '\r\n' : '\n'
  return { dialect, newline, start: bomBytes + end + 1, bomBytes }
}

class PlainLoading {
  private readonly input: StageInput
  private readonly session: Session
  private readonly head: Head
  private readonly size: number
  private readonly lines = new LineLog()
  private longest = 0
  private inserting: Promise<boolean> = Promise.resolve(true)

  constructor(input: StageInput, session: Session, head: Head, size: number) {
    this.input = input
    this.session = session
    this.head = head
    this.size = size
  }

  async load(file: FileHandle, partBytes: number): Promise<boolean> {
    try {
      return (await this.checkHeader(file)) && (await this.loadParts(file, partBytes)) && this.lines.rows > 0
    } finally {
      await this.inserting.catch(() => {})
      for (const place of [0, 1]) await rm(this.pathOf(place), { force: true })
    }
  }

  result(): StagedUpload {
    const { dialect, bomBytes } = this.head
    const repairs = new RepairLog()
    if (bomBytes > 0) noteByteOrderMark(repairs)
    const rows = this.lines.rows
    const refusals = new Refusals()
    refusals.file = this.input.refused ?? null
    return {
      format: 'csv',
      encoding: 'utf-8',
      delimiter: dialect.delimiter,
      bytes: this.size,
      path: null,
      columns: repairNames(dialect.firstRow, repairs, 1),
      brokenColumns: new Set(),
      rows,
      rowsRead: rows,
      lines: this.lines,
      longestRow: this.longest,
      repairs,
      refusals,
      trims: new TrimLog(),
    }
  }

  private scannerFrom(line: number, lines: LineLog): CsvScanner {
    const { dialect, newline } = this.head
    const delimiter = dialect.delimiter.charCodeAt(0)
    const { maxCellBytes } = this.input.limits
    return new CsvScanner({ delimiter, columns: dialect.firstRow.length, newline, maxCellBytes }, lines, line)
  }

  private async checkHeader(file: FileHandle): Promise<boolean> {
    const { start, bomBytes } = this.head
    const header = Buffer.alloc(start - bomBytes)
    await file.read(header, 0, header.length, bomBytes)
    return this.scannerFrom(1, new LineLog()).scan(header, true)?.end === header.length
  }

  private async loadParts(file: FileHandle, partBytes: number): Promise<boolean> {
    const { limits, signal, onProgress } = this.input
    const scanner = this.scannerFrom(2, this.lines)
    const columns = this.head.dialect.firstRow.map((_, index) => `${rawColumn(index)} varchar`)
    await this.session.run(`create table cells (${columns.join(', ')})`)
    const buffer = Buffer.allocUnsafe(partBytes)
    let kept = 0
    let position = this.head.start
    for (let place = 0; ; place = 1 - place) {
      signal?.throwIfAborted()
      // The first part is small, so that DuckDB begins soon.
      const most = (position === this.head.start ? partBytes >> 2 : partBytes) - kept
      const { bytesRead } = await file.read(buffer, kept, most, position)
      position += bytesRead
      const isLast = position >= this.size || bytesRead === 0
      const bytes = buffer.subarray(0, kept + bytesRead)
      const before = this.lines.rows
      const scan = scanner.scan(bytes, isLast)
      if (scan === null || (scan.end === 0 && !isLast) || this.lines.rows > limits.maxRows) return false
      if (scan.longest > 4 * limits.maxCellBytes) return false
      if (scan.longest > this.longest) this.longest = scan.longest
      if (scan.end > 0) {
        await writeFile(this.pathOf(place), bytes.subarray(0, scan.end))
        if (!(await this.inserting)) return false
        this.inserting = this.insert(place, scan.end, scan.longest, this.lines.rows - before)
      }
      onProgress(position, this.size, this.lines.rows)
      if (isLast) return scan.end === bytes.length && (await this.inserting)
      kept = bytes.length - scan.end
      buffer.copyWithin(0, scan.end, bytes.length)
    }
  }

  private pathOf(place: number): string {
    return join(this.input.scratchDir, `part-${place}.csv`)
  }

  /** False where DuckDB reads it otherwise than expected, or not at all. */
  private async insert(place: number, bytes: number, longest: number, rows: number): Promise<boolean> {
    const { dialect, newline } = this.head
    const types = dialect.firstRow.map((_, index) => `'${rawColumn(index)}': 'VARCHAR'`)
    const longestLine = Math.max(longest + 16, 65_536)
    try {
      const { rowsChanged } = await this.session.connection.run(`insert into cells
        from read_csv(${quoteText(this.pathOf(place))}, delim = ${quoteText(dialect.delimiter)}, quote = '"',
          escape = '"', new_line = ${quoteText(newline === '\n' ? '\\n' : '\\r\\n')}, header = false,
          auto_detect = false, strict_mode = false, parallel = false, max_line_size = ${longestLine},
          buffer_size = ${Math.max(bytes, longestLine) + 16}, columns = {${types.join(', ')}})`)
      return rowsChanged === rows
    } catch {
      // Whatever stopped it stops the other way, too, or is overcome there.
      return false
    }
  }
}
