import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { IngestLimits } from '../contract.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Redaction } from '../privacy/column-redaction.ts'
import { sniffCsv } from './csv-dialect.ts'
import { type DetectedEncoding, detectEncoding } from './encoding.ts'
import { chunksOfLines } from './line-source.ts'
import type { RefusedFile } from './refused-file.ts'
import { RepairLog } from './repair-log.ts'
import { type DecodingDamage, readUtf8, type SourceChunk } from './source.ts'
import { stageCsv } from './stage-csv.ts'
import { stageJsonl } from './stage-jsonl.ts'
import { StageWriter } from './stage-writer.ts'
import { noteByteOrderMark, Refusals, type StagedUpload } from './staged.ts'
import { TrimLog } from './trim-log.ts'

export type StageInput = {
  sourcePath: string
  fileName: string
  scratchDir: string
  limits: IngestLimits
  /** What is done to cells before anything of them is written; null: nothing. */
  redaction: Redaction | null
  /** What the file was turned into, in place of its own bytes. */
  lines: (() => AsyncIterable<string>) | null
  /** Takes every refused row whole. */
  refused?: RefusedFile | null
  onProgress: (bytesRead: number, bytesTotal: number, rowsRead: number) => void
  signal?: AbortSignal
}

/** First pass over the upload: encoding, format, structure. What cannot be a row is named with its line. */
export async function stageUpload(input: StageInput): Promise<StagedUpload> {
  const { size } = await stat(input.sourcePath)
  const { lines, redaction } = input
  const encoding = lines ? utf8 : await detectEncoding(input.sourcePath, input.signal)
  const repairs = new RepairLog()
  const refusals = new Refusals()
  refusals.withholds = redaction !== null
  refusals.file = input.refused ?? null
  const trims = new TrimLog()
  const damage: DecodingDamage = { count: 0, lines: [] }
  if (encoding.bomBytes > 0) noteByteOrderMark(repairs)
  if (encoding.name !== 'utf-8')
    repairs.add('encoding', `The file was converted from ${encoding.name} to UTF-8.`, null)

  const read = (into: DecodingDamage): AsyncGenerator<SourceChunk> =>
    lines ? chunksOfLines(lines()) : readUtf8(input.sourcePath, encoding, into, input.signal)
  const head = await firstChunk(read({ count: 0, lines: [] }))
  const format = formatOf(head, input.fileName)
  const path = join(input.scratchDir, 'rows.stage')
  const writer = await StageWriter.create(path)
  const sinks = { writer, repairs, refusals, trims, redaction }
  const chunks = read(damage)
  const report = (bytesRead: number, rowsRead: number) =>
    input.onProgress(Math.min(bytesRead, size), size, rowsRead)
  try {
    const dialect =
      format === 'csv'
        ? sniffCsv(head, lines ? head.length < headBytes : size - encoding.bomBytes <= headBytes)
        : null
    const staged = dialect
      ? await stageCsv(chunks, dialect, input.limits, sinks, report)
      : await stageJsonl(chunks, input.limits, sinks, report)
    await writer.finish()
    // What is refused from here on is quoted from cells as they were written.
    refusals.withholds = false
    for (const line of damage.lines) repairs.add('undecodable', undecodable, line, 0)
    if (damage.count > 0) repairs.add('undecodable', undecodable, null, damage.count)
    return {
      format,
      encoding: encoding.name,
      delimiter: dialect?.delimiter ?? null,
      bytes: size,
      path,
      columns: staged.columns,
      brokenColumns: staged.brokenColumns,
      rows: writer.lines.rows,
      rowsRead: staged.rowsRead,
      lines: writer.lines,
      longestRow: writer.longest,
      repairs,
      refusals,
      trims,
    }
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

const headBytes = 1 << 20
const utf8: DetectedEncoding = { name: 'utf-8', bomBytes: 0, damaged: false }
const undecodable = 'Bytes that are not valid in the file’s encoding were replaced by �.'

async function firstChunk(chunks: AsyncGenerator<SourceChunk>): Promise<Buffer> {
  const first = await chunks.next()
  const copy = first.done ? Buffer.alloc(0) : Buffer.from(first.value.bytes)
  await chunks.return(undefined)
  return copy
}

function formatOf(head: Buffer, fileName: string): 'csv' | 'jsonl' {
  const start = head.subarray(0, 4096).toString('utf8').trimStart()
  if (start.startsWith('{')) return 'jsonl'
  if (start.startsWith('[') && !/\.(csv|tsv|txt)$/i.test(fileName)) {
    throw new DatasetUnusable(
      'file_format_unknown',
      'The file is a JSON array. Put one object on each line (JSONL), without the brackets and commas between them.',
    )
  }
  return /\.(jsonl|ndjson)$/i.test(fileName) ? 'jsonl' : 'csv'
}
