import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { readSheet } from 'read-excel-file/node'
import { openArchive } from '../archive/open-archive.ts'
import { quoteText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { withReader } from '../reader.ts'
import { itemsOfArray, JsonBroken } from './json-objects.ts'
import { isLabelStudioTask, rowOfTask } from './label-studio.ts'

export type ConvertInput = {
  sourcePath: string
  fileName: string
  scratchDir: string
  maxCellBytes: number
  signal?: AbortSignal
}

/** An upload that can be read line by line. */
export type ReadableUpload = {
  sourcePath: string
  fileName: string
  /** What it was before, in words; null where it was read as it is. */
  from: string | null
  /** Tasks that nobody had labelled. */
  unlabelled: number
}

/** A workbook is held in memory whole, several times its size. */
const largestWorkbook = 64 << 20
const largestSheet = 512 << 20

/** Turns what cannot be read line by line (Parquet, a workbook, a JSON array) or not as columns (fastText) into what can. */
export async function convertUpload(input: ConvertInput): Promise<ReadableUpload> {
  const head = await readHead(input.sourcePath)
  const asIs = { sourcePath: input.sourcePath, fileName: input.fileName, from: null, unlabelled: 0 }
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return fromParquet(input)
  if (head.subarray(0, 4).toString('latin1') === 'PK\x03\x04' && /\.xlsx$/i.test(input.fileName))
    return fromWorkbook(input)
  const start = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  if (start.startsWith('[') && !/\.(csv|tsv|txt)$/i.test(input.fileName)) return fromArray(input)
  if (start.startsWith('__label__')) return fromFastText(input)
  return asIs
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function fromParquet({ sourcePath, scratchDir }: ConvertInput): Promise<ReadableUpload> {
  const path = join(scratchDir, 'rows.jsonl')
  const source = `read_parquet(${quoteText(sourcePath)})`
  await withReader(async (session) => {
    const columns = await describe(() => session.rows(`describe select * from ${source}`))
    const blob = columns.find(([, type]) => String(type).includes('BLOB'))
    if (blob)
      throw new DatasetUnusable(
        'file_format_unknown',
        `Column "${String(blob[0])}" holds bytes, such as pictures or sounds. Upload those as files in a ZIP, a folder per label.`,
      )
    await session.run(`copy (select * from ${source}) to ${quoteText(path)} (format json)`)
  })
  return { sourcePath: path, fileName: 'rows.jsonl', from: 'Parquet', unlabelled: 0 }
}

async function describe<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw new DatasetUnusable(
      'file_format_unknown',
      `The Parquet file cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : 'it is damaged'}. Write it again and upload that.`,
    )
  }
}

async function fromWorkbook({ sourcePath, scratchDir }: ConvertInput): Promise<ReadableUpload> {
  const { size } = await stat(sourcePath)
  const tooLarge = new DatasetUnusable(
    'file_format_unknown',
    'The workbook is too large to be read. Save the sheet as CSV and upload that.',
  )
  if (size > largestWorkbook) throw tooLarge
  const archive = await openArchive(sourcePath, { maxEntryBytes: largestSheet, maxTotalBytes: largestSheet })
  archive.close()
  let rows: unknown[][]
  try {
    rows = await readSheet(sourcePath)
  } catch (error) {
    throw new DatasetUnusable(
      'file_format_unknown',
      `The workbook cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : 'it is damaged'}. Save the sheet as CSV and upload that.`,
    )
  }
  const path = join(scratchDir, 'sheet.csv')
  await writeLines(path, rows, (row) => row.map(asCell).join(','))
  return {
    sourcePath: path,
    fileName: 'sheet.csv',
    from: 'an Excel workbook (its first sheet)',
    unlabelled: 0,
  }
}

function asCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '')
  if (typeof value !== 'string') return String(value)
  return `"${value.replaceAll('"', '""')}"`
}

async function fromArray({
  sourcePath,
  scratchDir,
  maxCellBytes,
  signal,
}: ConvertInput): Promise<ReadableUpload> {
  const path = join(scratchDir, 'rows.jsonl')
  const items = () => itemsOfArray(sourcePath, 4 * maxCellBytes, signal)
  let unlabelled = 0
  let isLabelStudio = false
  try {
    for await (const item of items()) {
      isLabelStudio = isLabelStudioTask(parse(item))
      break
    }
    let several = false
    if (isLabelStudio)
      for await (const item of items()) several ||= (rowOfTask(parse(item))?.choices.length ?? 0) > 1
    await writeLines(path, items(), (item) => {
      if (!isLabelStudio) return item.replaceAll('\n', ' ').replaceAll('\r', ' ')
      const row = rowOfTask(parse(item))
      if (row === null) {
        unlabelled++
        return null
      }
      return JSON.stringify({ ...row.data, label: several ? row.choices : row.choices[0] })
    })
  } catch (error) {
    if (!(error instanceof JsonBroken)) throw error
    throw new DatasetUnusable(
      'file_format_unknown',
      `The JSON array cannot be read at item ${error.item.toLocaleString('en')}. ${error.message} Write it again, or put one object on each line (JSONL).`,
    )
  }
  const from = isLabelStudio ? 'an export of Label Studio' : 'a JSON array'
  return { sourcePath: path, fileName: 'rows.jsonl', from, unlabelled }
}

function parse(item: string): unknown {
  try {
    return JSON.parse(item)
  } catch {
    // The reader of lines names it.
    return null
  }
}

async function fromFastText({ sourcePath, scratchDir, signal }: ConvertInput): Promise<ReadableUpload> {
  const path = join(scratchDir, 'rows.jsonl')
  const lines = () => {
    const input = createReadStream(sourcePath, { encoding: 'utf8', ...(signal && { signal }) })
    return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  }
  let several = false
  for await (const line of lines()) several ||= labelsOf(line).labels.length > 1
  await writeLines(path, lines(), (line) => {
    const { labels, text } = labelsOf(line)
    if (text === '' && labels.length === 0) return null
    return JSON.stringify({ text, label: several ? labels : (labels[0] ?? null) })
  })
  return { sourcePath: path, fileName: 'rows.jsonl', from: 'fastText lines', unlabelled: 0 }
}

const leadingLabel = /^__label__(\S+)\s*/

function labelsOf(line: string): { labels: string[]; text: string } {
  const labels: string[] = []
  let text = line.trim()
  for (let match = leadingLabel.exec(text); match; match = leadingLabel.exec(text)) {
    labels.push((match[1] ?? '').replaceAll('_', ' '))
    text = text.slice(match[0].length)
  }
  return { labels, text }
}

/** Writes a line per item but for those that become null. */
async function writeLines<T>(
  path: string,
  items: AsyncIterable<T> | Iterable<T>,
  lineOf: (item: T) => string | null,
): Promise<void> {
  const out = createWriteStream(path)
  try {
    for await (const item of items) {
      const line = lineOf(item)
      if (line !== null && !out.write(`${line}\n`)) await once(out, 'drain')
    }
  } finally {
    out.end()
    await finished(out)
  }
}
