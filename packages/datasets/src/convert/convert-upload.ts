import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { readSheet } from 'read-excel-file/node'
import { openArchive } from '../archive/open-archive.ts'
import { DatasetUnusable } from '../errors.ts'
import { augmentedLines, isAugmentedManifest } from './ground-truth-lines.ts'
import { itemsOfArray, JsonBroken } from './json-objects.ts'
import { isLabelStudioTask, rowOfTask } from './label-studio.ts'

export type ConvertInput = {
  sourcePath: string
  fileName: string
  maxCellBytes: number
  signal?: AbortSignal
}

type Lines = AsyncIterable<string>

/** An upload that can be read line by line. */
export type ReadableUpload = {
  /** Says by its ending how the lines are to be read. */
  fileName: string
  /** The lines that it turns into, made anew on each call and never written down; null where it is read as it is. */
  lines: (() => Lines) | null
  /** What it was before, in words. */
  from: string | null
  /** Tasks that nobody had labelled, among the lines made last. */
  unlabelled: () => number
}

const none = () => 0

/** A workbook is held in memory whole, several times its size. */
const largestWorkbook = 64 << 20
const largestSheet = 512 << 20

/** Turns what cannot be read line by line (a workbook, a JSON array) or not as columns (fastText, an augmented manifest) into what can. */
export async function convertUpload(input: ConvertInput): Promise<ReadableUpload> {
  const head = await readHead(input.sourcePath)
  const asIs: ReadableUpload = { fileName: input.fileName, lines: null, from: null, unlabelled: none }
  if (head.subarray(0, 4).toString('latin1') === 'PK\x03\x04' && /\.xlsx$/i.test(input.fileName))
    return fromWorkbook(input)
  const start = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  if (start.startsWith('[') && !/\.(csv|tsv|txt)$/i.test(input.fileName)) return fromArray(input)
  if (start.startsWith('__label__')) return fromFastText(input)
  if (start.startsWith('{') && isAugmentedManifest(await firstLine(input)))
    return {
      fileName: 'rows.jsonl',
      lines: await augmentedLines(input.sourcePath, input.signal),
      from: 'an augmented manifest of Amazon Comprehend or SageMaker Ground Truth',
      unlabelled: none,
    }
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

/** Up to a megabyte of it: its labels stand behind its text. */
async function firstLine({ sourcePath }: ConvertInput): Promise<string> {
  const file = await open(sourcePath)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 20), 0, 1 << 20, 0)
    const text = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\ufeff/, '')
      .trimStart()
    return text.split('\n', 1)[0] ?? ''
  } finally {
    await file.close()
  }
}

async function fromWorkbook({ sourcePath }: ConvertInput): Promise<ReadableUpload> {
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
  const lines = async function* () {
    for (const row of rows) yield row.map(asCell).join(',')
  }
  return { fileName: 'sheet.csv', lines, from: 'an Excel workbook (its first sheet)', unlabelled: none }
}

function asCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '')
  if (typeof value !== 'string') return String(value)
  return `"${value.replaceAll('"', '""')}"`
}

async function fromArray({ sourcePath, maxCellBytes, signal }: ConvertInput): Promise<ReadableUpload> {
  const items = () => naming(itemsOfArray(sourcePath, 4 * maxCellBytes, signal))
  let isLabelStudio = false
  for await (const item of items()) {
    isLabelStudio = isLabelStudioTask(parse(item))
    break
  }
  if (isLabelStudio) return fromLabelStudio(items)
  const lines = async function* () {
    for await (const item of items()) yield item.replaceAll('\n', ' ').replaceAll('\r', ' ')
  }
  return { fileName: 'rows.jsonl', lines, from: 'a JSON array', unlabelled: none }
}

/** Tells which item of an array cannot be read. */
async function* naming(items: Lines): AsyncGenerator<string> {
  try {
    yield* items
  } catch (error) {
    if (!(error instanceof JsonBroken)) throw error
    throw new DatasetUnusable(
      'file_format_unknown',
      `The JSON array cannot be read at item ${error.item.toLocaleString('en')}. ${error.message} Create the file again, or put one object on each line (JSONL).`,
    )
  }
}

async function fromLabelStudio(items: () => Lines): Promise<ReadableUpload> {
  let several = false
  for await (const item of items()) several ||= (rowOfTask(parse(item))?.choices.length ?? 0) > 1
  let unlabelled = 0
  const lines = async function* () {
    unlabelled = 0
    for await (const item of items()) {
      const row = rowOfTask(parse(item))
      if (row === null) unlabelled++
      else yield JSON.stringify({ ...row.data, label: several ? row.choices : row.choices[0] })
    }
  }
  return { fileName: 'rows.jsonl', lines, from: 'an export of Label Studio', unlabelled: () => unlabelled }
}

function parse(item: string): unknown {
  try {
    return JSON.parse(item)
  } catch {
    // The reader of lines names it.
    return null
  }
}

async function fromFastText({ sourcePath, signal }: ConvertInput): Promise<ReadableUpload> {
  const read = () => {
    const input = createReadStream(sourcePath, { encoding: 'utf8', ...(signal && { signal }) })
    return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  }
  let several = false
  for await (const line of read()) several ||= labelsOf(line).labels.length > 1
  const lines = async function* () {
    for await (const line of read()) {
      const { labels, text } = labelsOf(line)
      if (text !== '' || labels.length > 0)
        yield JSON.stringify({ text, label: several ? labels : (labels[0] ?? null) })
    }
  }
  return { fileName: 'rows.jsonl', lines, from: 'fastText lines', unlabelled: none }
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
