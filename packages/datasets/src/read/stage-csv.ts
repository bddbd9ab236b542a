import type { IngestLimits } from '../contract.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Redaction } from '../privacy/column-redaction.ts'
import { RecordRedactor } from '../privacy/redact-records.ts'
import { repairNames } from './column-names.ts'
import { type CsvDialect, fieldsOf } from './csv-dialect.ts'
import { CsvParser, fieldMark, type ParsedRecord } from './csv-parser.ts'
import type { RepairLog } from './repair-log.ts'
import type { SourceChunk } from './source.ts'
import type { StageWriter } from './stage-writer.ts'
import type { Refusals } from './staged.ts'
import type { TrimLog } from './trim-log.ts'

export type StageSinks = {
  writer: StageWriter
  repairs: RepairLog
  refusals: Refusals
  trims: TrimLog
  /** What is done to cells before they are written; null: nothing. */
  redaction: Redaction | null
}
export type StagedRows = { columns: string[]; brokenColumns: Set<number>; rowsRead: number }

const messages = {
  control_characters: 'Control characters (such as NUL) were removed.',
  quote_misplaced: 'A quote inside a quoted cell was not doubled; it was taken as text.',
}

export async function stageCsv(
  chunks: AsyncIterable<SourceChunk>,
  dialect: CsvDialect,
  limits: IngestLimits,
  sinks: StageSinks,
  onChunk: (bytesRead: number, rowsRead: number) => void,
): Promise<StagedRows> {
  const { writer, repairs, refusals, trims, redaction } = sinks
  const brokenColumns = new Set<number>()
  let columns: string[] | null = null
  let redactor: RecordRedactor | null = null
  let rowsRead = 0

  const nameColumns = (names: string[]): void => {
    redactor = redaction && new RecordRedactor(names.map((name) => redaction.of(name)))
    redaction?.requireAllMet()
    columns = names.filter((_, field) => placeOf(field) >= 0)
  }
  const placeOf = (field: number): number => (redactor ? (redactor.places[field] ?? -1) : field)
  const readHeader = (record: ParsedRecord): boolean => {
    const cells = fieldsOf(record)
    if (cells.length > limits.maxColumns) throw tooManyColumns(cells.length, limits.maxColumns)
    if (dialect.hasHeader) {
      nameColumns(repairNames(cells, repairs, record.line))
      brokenColumns.clear()
      return true
    }
    nameColumns(cells.map((_, index) => `column_${index + 1}`))
    repairs.add(
      'header_missing',
      'The first row looks like data, so it was kept as a row and the columns were named column_1, column_2 and so on.',
      record.line,
    )
    return false
  }

  const parser = new CsvParser(
    dialect.delimiter.charCodeAt(0),
    { maxCellBytes: limits.maxCellBytes, maxRecordBytes: 4 * limits.maxCellBytes },
    {
      record: (parsed) => {
        if (parsed.blank) {
          repairs.add('blank_line', 'Blank lines were skipped.', parsed.line)
          return
        }
        if (columns === null && readHeader(parsed)) return
        const record = redactor ? redactor.apply(parsed) : parsed
        const width = columns?.length ?? 0
        rowsRead++
        if (rowsRead > limits.maxRows) throw tooManyRows(limits.maxRows, record.line)
        if (record.fields === width) writer.add(record.line, record.bytes, record.length, 0)
        else if (record.fields < width) {
          writer.add(record.line, record.bytes, record.length, width - record.fields)
          repairs.add(
            'ragged_row_padded',
            'Rows with too few cells were filled with missing values.',
            record.line,
          )
        } else stageWide(record, width, sinks)
      },
      trimmed: (field, line, raw) => {
        if (columns !== null) {
          if (placeOf(field) >= 0) trims.add(placeOf(field), line, () => raw.toString('utf8'))
        } else repairs.add('header_whitespace', 'Spaces around a column name were removed.', line)
      },
      brokenField: (field) => brokenColumns.add(placeOf(field)),
      repaired: (code, line) => repairs.add(code, messages[code], line),
    },
  )
  for await (const chunk of chunks) {
    parser.push(chunk.bytes)
    await writer.drain()
    onChunk(chunk.bytesRead, rowsRead)
  }
  parser.end()
  if (columns === null)
    throw new DatasetUnusable(
      'file_empty',
      'The file holds only blank lines. Upload a file with a header and rows.',
    )
  refusals.issues.sort((a, b) => a.line - b.line)
  return { columns, brokenColumns, rowsRead }
}

function stageWide(record: ParsedRecord, width: number, sinks: StageSinks): void {
  let end = 0
  for (let field = 0; field < width; field++) end = record.bytes.indexOf(fieldMark, end) + 1
  for (let i = end; i < record.length; i++) {
    const byte = record.bytes[i]
    if (byte === fieldMark || byte === 0x20) continue
    const fields = fieldsOf(record)
    sinks.refusals.add(
      record.line,
      'ragged_row',
      `The row has ${record.fields} cells, the header has ${width}. Quote cells that contain the delimiter.`,
      fields.join(' | '),
      fields,
    )
    return
  }
  sinks.writer.add(record.line, record.bytes, end - 1, 0)
  sinks.repairs.add('ragged_row_cut', 'Empty cells beyond the last column were removed.', record.line)
}

export function tooManyColumns(count: number, most: number): DatasetUnusable {
  return new DatasetUnusable(
    'too_many_columns',
    `The file has ${count.toLocaleString('en')} columns; at most ${most.toLocaleString('en')} can be read. Remove columns that the classifier does not need.`,
  )
}

export function tooManyRows(most: number, line: number): DatasetUnusable {
  return new DatasetUnusable(
    'too_many_rows',
    `The file has more than ${most.toLocaleString('en')} rows. Upload a sample of it.`,
    line,
  )
}
