import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Archive, ArchiveFile } from '../archive/open-archive.ts'
import { fieldsOf, sniffCsv } from '../read/csv-dialect.ts'
import { CsvParser } from '../read/csv-parser.ts'
import { detectEncoding } from '../read/encoding.ts'
import { readUtf8 } from '../read/source.ts'
import type { Manifest, ManifestRecord } from './manifest.ts'

/** A manifest is held whole, with an object a row. */
const largestManifest = 128 << 20
const largestCell = 1_000_000

export type ReadRecords = {
  records: ManifestRecord[]
  broken: Manifest['broken']
  /** Of a JSON file that is one object. */
  whole: Record<string, unknown> | null
}

/** Reads CSV, JSON lines or JSON; null for what is none of them, too large, or not text. */
export async function readRecords(
  archive: Archive,
  file: ArchiveFile,
  scratchDir: string,
): Promise<ReadRecords | null> {
  if (file.bytes === 0 || file.bytes > largestManifest) return null
  const path = join(scratchDir, 'manifest')
  try {
    await archive.extract(file, path)
    const bytes = await readText(path)
    if (/\.json$/i.test(file.path)) return readJson(bytes.toString('utf8'))
    return /^\s*\{/.test(bytes.toString('latin1', 0, 64)) ? readLines(bytes.toString('utf8')) : readCsv(bytes)
  } catch {
    // No manifest, whatever its name: the file is told as one that nobody named.
    return null
  } finally {
    await rm(path, { force: true })
  }
}

async function readText(path: string): Promise<Buffer> {
  const encoding = await detectEncoding(path)
  const chunks: Buffer[] = []
  for await (const { bytes } of readUtf8(path, encoding, { count: 0, lines: [] }))
    chunks.push(Buffer.from(bytes))
  return Buffer.concat(chunks)
}

function readCsv(bytes: Buffer): ReadRecords {
  const { delimiter, hasHeader } = sniffCsv(bytes, true)
  const records: ManifestRecord[] = []
  let names: string[] | null = null
  const limits = { maxCellBytes: largestCell, maxRecordBytes: 4 * largestCell }
  const parser = new CsvParser(delimiter.charCodeAt(0), limits, {
    record: (record) => {
      if (record.blank) return
      const cells = fieldsOf(record)
      if (names === null) {
        names = cells.map((cell, at) => (hasHeader ? cell : `column_${at + 1}`))
        if (hasHeader) return
      }
      const values = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
      records.push({ line: record.line, values })
    },
  })
  parser.push(bytes)
  parser.end()
  return { records, broken: [], whole: null }
}

function readLines(text: string): ReadRecords {
  const records: ManifestRecord[] = []
  const broken: Manifest['broken'] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const value = parseJson(line)
    if (isRecord(value)) records.push({ line: at + 1, values: value })
    else broken.push({ line: at + 1, reason: 'The line is not a JSON object.', text: line.slice(0, 200) })
  }
  return { records, broken, whole: null }
}

function readJson(text: string): ReadRecords | null {
  const value = parseJson(text)
  const items = Array.isArray(value) ? value : []
  const records = items.flatMap((item, at) => (isRecord(item) ? [{ line: at + 1, values: item }] : []))
  if (isRecord(value)) return { records, broken: [], whole: value }
  return records.length > 0 ? { records, broken: [], whole: null } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
