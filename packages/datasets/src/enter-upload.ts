import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { isArchive } from './archive/is-archive.ts'
import { labelFiles } from './archive/label-files.ts'
import type { LabelledFiles } from './archive/labelled-files.ts'
import { splitOfPath } from './archive/layout.ts'
import { type Archive, type ArchiveFile, type ArchiveLimits, openArchive } from './archive/open-archive.ts'
import { convertUpload, type ReadableUpload } from './convert/convert-upload.ts'
import { DatasetUnusable } from './errors.ts'
import { sniffFile } from './media/sniff-file.ts'
import { openParquet } from './parquet/open-parquet.ts'
import type { Shard } from './parquet/shards.ts'
import type { IngestOptions } from './schema/index.ts'

export type EnterInput = {
  sourcePath: string
  fileName: string
  scratchDir: string
  options: Pick<IngestOptions, 'labelColumn'>
  maxCellBytes: number
  archiveLimits?: Partial<ArchiveLimits> | undefined
  signal?: AbortSignal | undefined
}

/** What an upload turns out to be: files with labels, or rows to be read from a path. */
export type Entered = { files: LabelledFiles } | { readable: ReadableUpload; sourcePath: string }

const tableNames = /\.(csv|tsv|txt|jsonl|ndjson|json|manifest|xlsx)$/i
const parquetNames = /\.parquet$/i

/** Opens what was uploaded as far as is needed to know how it is to be read. */
export async function enterUpload(input: EnterInput): Promise<Entered> {
  const { sourcePath, fileName } = input
  if (await isArchive(sourcePath, fileName)) return enterArchive(input)
  if (await isParquet(sourcePath))
    return enterParquet(input, [{ path: sourcePath, name: fileName, split: null }])
  return { readable: await convert(input, sourcePath, fileName), sourcePath }
}

const convert = (input: EnterInput, sourcePath: string, fileName: string): Promise<ReadableUpload> =>
  convertUpload({
    sourcePath,
    fileName,
    maxCellBytes: input.maxCellBytes,
    ...(input.signal && { signal: input.signal }),
  })

async function enterArchive(input: EnterInput): Promise<Entered> {
  const archive = await openArchive(input.sourcePath, input.archiveLimits)
  let keepsOpen = false
  try {
    const shards = archive.files.filter(({ path }) => parquetNames.test(path))
    if (shards.length > 0) return await enterParquet(input, await extractShards(archive, shards, input))
    const table = await onlyTable(archive)
    if (table) {
      const sourcePath = join(input.scratchDir, 'table')
      await archive.extract(table, sourcePath)
      const name = table.path.split('/').at(-1) ?? table.path
      const readable = await convert(input, sourcePath, name)
      const inside = `“${name}” in a ZIP`
      return {
        readable: { ...readable, from: readable.from ? `${readable.from}, ${inside}` : inside },
        sourcePath,
      }
    }
    const { labelColumn } = input.options
    const files = await labelFiles(archive, { labelColumn, scratchDir: input.scratchDir })
    keepsOpen = true
    return { files }
  } finally {
    if (!keepsOpen) archive.close()
  }
}

async function enterParquet(input: EnterInput, shards: readonly Shard[]): Promise<Entered> {
  const opened = await openParquet(shards, {
    labelColumn: input.options.labelColumn,
    stagePath: join(input.scratchDir, 'unpacked'),
    signal: input.signal,
  })
  return 'files' in opened ? opened : { ...opened, sourcePath: input.sourcePath }
}

async function extractShards(
  archive: Archive,
  files: readonly ArchiveFile[],
  { scratchDir, signal }: EnterInput,
): Promise<Shard[]> {
  const shards: Shard[] = []
  for (const [at, file] of files.entries()) {
    signal?.throwIfAborted()
    const path = join(scratchDir, `shard-${at}.parquet`)
    await archive.extract(file, path)
    shards.push({ path, name: file.path, split: splitOfPath(file.path) })
  }
  return shards
}

/** The table of an archive that holds nothing else to learn from; null where there are pictures or sounds. */
async function onlyTable(archive: Archive): Promise<ArchiveFile | null> {
  const tables = archive.files.filter(({ path }) => tableNames.test(path))
  if (tables.length === 0) return null
  for (const file of archive.files)
    if (!tables.includes(file) && sniffFile(await archive.read(file)) !== null) return null
  const data = tables.filter(({ path }) => !/(^|\/)(readme|licen[cs]e)\b[^/]*$/i.test(path))
  const [only, second] = data
  if (only && !second) return only
  if (!second) return null
  const names = data.slice(0, 5).map(({ path }) => `"${path.slice(-80)}"`)
  throw new DatasetUnusable(
    'file_format_unknown',
    `The archive holds ${data.length.toLocaleString('en')} tables (${names.join(', ')}${data.length > 5 ? ' …' : ''}) and no pictures or sounds. Upload the one table that holds the rows.`,
  )
}

async function isParquet(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead).toString('latin1') === 'PAR1'
  } finally {
    await file.close()
  }
}
