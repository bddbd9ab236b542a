import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { DatasetUnusable } from '../errors.ts'

export type ArchiveLimits = {
  /** Default 200,000. */
  maxEntries: number
  /** Bytes of one file, unpacked; default 64 MB. */
  maxEntryBytes: number
  /** Bytes of one table (CSV, JSON lines, Parquet), unpacked; default 4 GB. They are never held in memory whole. */
  maxTableBytes: number
  /** Bytes of all files, unpacked; default 8 GB. */
  maxTotalBytes: number
  /** Unpacked over packed, of all files together; default 100. Small archives may exceed it. */
  maxRatio: number
}

export const archiveDefaults: ArchiveLimits = {
  maxEntries: 200_000,
  maxEntryBytes: 64 * 1024 ** 2,
  maxTableBytes: 4 * 1024 ** 3,
  maxTotalBytes: 8 * 1024 ** 3,
  maxRatio: 100,
}

/** Below this many unpacked bytes no ratio does harm. */
const harmlessBytes = 16 * 1024 ** 2
const localHeaderBytes = 30
const encryptedFlags = 0x2041
const symlinkMode = 0xa000
const nested = /\.(zip|tar|tgz|gz|bz2|xz|7z|rar|jar)$/i
const table = /\.(csv|tsv|jsonl|ndjson|parquet)$/i
/** What desktops leave in archives. */
const clutter = /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i

export type ArchiveFile = { path: string; bytes: number }

export type Archive = {
  /** Files by path in code-unit order; folders and desktop clutter left out. */
  files: ArchiveFile[]
  read(file: ArchiveFile): Promise<Buffer>
  /** Writes the file to a path, for what is too large to be held. */
  extract(file: ArchiveFile, path: string): Promise<void>
  close(): void
}

/**
 * Opens a zip file and checks its whole directory before anything is unpacked.
 *
 * @throws DatasetUnusable naming the entry at fault.
 */
export async function openArchive(path: string, given: Partial<ArchiveLimits> = {}): Promise<Archive> {
  const limits = { ...archiveDefaults, ...given }
  const zip = await orBroken(() =>
    openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
    }),
  )
  try {
    if (zip.entryCount > limits.maxEntries) throw tooMany(limits.maxEntries)
    const entries = await listEntries(zip, limits.maxEntries)
    refuseOverlaps(entries)
    const placed = checkEntries(entries, limits)
    const entryOf = new Map(placed.map(({ file, entry }) => [file.path, entry]))
    const chunksOf = (file: ArchiveFile) => {
      const entry = entryOf.get(file.path)
      if (!entry) throw new Error(`${file.path} is of another archive`)
      return readEntry(zip, file, entry)
    }
    return {
      files: placed.map(({ file }) => file),
      read: async (file) => {
        const chunks: Buffer[] = []
        for await (const chunk of chunksOf(file)) chunks.push(chunk)
        return Buffer.concat(chunks)
      },
      extract: (file, target) => pipeline(Readable.from(chunksOf(file)), createWriteStream(target)),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function listEntries(zip: ZipFile, most: number): Promise<Entry[]> {
  const entries: Entry[] = []
  await orBroken(async () => {
    for await (const entry of zip.eachEntry()) {
      entries.push(entry)
      if (entries.length > most) throw tooMany(most)
    }
  })
  return entries
}

/** Two entries over the same bytes unpack to far more than the archive holds. */
function refuseOverlaps(entries: readonly Entry[]): void {
  const placed = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  let end = 0
  for (const entry of placed) {
    if (entry.relativeOffsetOfLocalHeader < end)
      throw new DatasetUnusable(
        'zip_overlap',
        `Two files in the archive overlap at "${nameOf(entry)}". Pack the folder again.`,
      )
    end =
      entry.relativeOffsetOfLocalHeader + localHeaderBytes + entry.fileNameRaw.length + entry.compressedSize
  }
}

type Placed = { file: ArchiveFile; entry: Entry }

function checkEntries(entries: readonly Entry[], limits: ArchiveLimits): Placed[] {
  const files: Placed[] = []
  const seen = new Map<string, string>()
  let packed = 0
  let unpacked = 0
  for (const entry of entries) {
    const path = nameOf(entry)
    refuseEntry(entry, path, limits)
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
    if (path.endsWith('/')) continue
    const folded = path.normalize('NFC').toLowerCase()
    const other = seen.get(folded)
    if (other !== undefined)
      throw new DatasetUnusable(
        'zip_name_clash',
        `"${other}" and "${path}" are the same name on many systems. Rename one of them.`,
      )
    seen.set(folded, path)
    if (!clutter.test(path)) files.push({ file: { path, bytes: entry.uncompressedSize }, entry })
  }
  if (unpacked > limits.maxTotalBytes)
    throw new DatasetUnusable(
      'zip_too_large',
      `The archive unpacks to ${megabytes(unpacked)}; at most ${megabytes(limits.maxTotalBytes)} can be read.`,
    )
  if (unpacked > harmlessBytes && unpacked > packed * limits.maxRatio)
    throw new DatasetUnusable(
      'zip_ratio',
      `The archive unpacks to ${Math.round(unpacked / Math.max(1, packed))} times its size, which pictures and sounds never do.`,
    )
  return files.sort((a, b) => (a.file.path < b.file.path ? -1 : 1))
}

function refuseEntry(entry: Entry, path: string, limits: ArchiveLimits): void {
  const shown = JSON.stringify(path.slice(0, 120))
  if (path.includes('\0') || path.includes('\\') || /^([a-z]:|\/)/i.test(path) || isClimbing(path))
    throw new DatasetUnusable(
      'zip_path',
      `The name ${shown} points outside the archive. Pack the folder again with plain names.`,
    )
  if (((entry.externalFileAttributes >>> 16) & 0xf000) === symlinkMode)
    throw new DatasetUnusable('zip_symlink', `${shown} is a link. Pack the files themselves.`)
  if ((entry.generalPurposeBitFlag & encryptedFlags) !== 0)
    throw new DatasetUnusable('zip_encrypted', `${shown} is encrypted. Pack the folder without a password.`)
  if (nested.test(path))
    throw new DatasetUnusable('zip_nested', `${shown} is an archive in the archive. Unpack it first.`)
  const most = table.test(path) ? Math.max(limits.maxTableBytes, limits.maxEntryBytes) : limits.maxEntryBytes
  if (entry.uncompressedSize > most)
    throw new DatasetUnusable(
      'zip_too_large',
      `${shown} unpacks to ${megabytes(entry.uncompressedSize)}; a file may have ${megabytes(most)}.`,
    )
}

function isClimbing(path: string): boolean {
  return path.split('/').some((part) => part === '..' || part === '.')
}

/** UTF-8 wherever it is valid, flagged or not: most archivers forget the flag. */
function nameOf(entry: Entry): string {
  const text = entry.fileNameRaw.toString('utf8')
  return text.includes('\ufffd') ? entry.fileNameRaw.toString('latin1') : text
}

/** The file piece by piece, never more of it than the archive names. */
async function* readEntry(
  zip: ZipFile,
  { path, bytes }: ArchiveFile,
  entry: Entry,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    let read = 0
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      read += chunk.length
      if (read > bytes) break
      yield chunk
    }
    if (read !== bytes) throw new Error(`${read} bytes`)
  } catch (error) {
    throw new DatasetUnusable(
      'zip_size_wrong',
      `"${path.slice(0, 120)}" does not unpack to the ${bytes.toLocaleString('en')} bytes that the archive names (${error instanceof Error ? error.message : 'unreadable'}). Pack the folder again.`,
    )
  }
}

async function orBroken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DatasetUnusable) throw error
    throw new DatasetUnusable(
      'zip_broken',
      `The archive cannot be read (${error instanceof Error ? error.message : 'unreadable'}). Pack the folder again.`,
    )
  }
}

function tooMany(most: number): DatasetUnusable {
  return new DatasetUnusable(
    'zip_too_many_entries',
    `The archive has more than ${most.toLocaleString('en')} files. Upload a sample of it.`,
  )
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2).toLocaleString('en')} MB`
}
