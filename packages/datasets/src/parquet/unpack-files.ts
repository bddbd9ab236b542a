import { type FileHandle, open } from 'node:fs/promises'
import { DuckDBBlobValue } from '@duckdb/node-api'
import type { LabelledFiles } from '../archive/labelled-files.ts'
import { type Misplaced, type Place, splitOf } from '../archive/layout.ts'
import type { ArchiveFile } from '../archive/open-archive.ts'
import { quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import { type ClassNames, namedColumn, type ParquetColumn, relationOf, type Shard } from './shards.ts'

/** Bytes of files that are held at once, about. */
const heldBytes = 32 << 20
const mostRowsAtOnce = 2048

export type FileColumns = {
  file: ParquetColumn
  label: string
  classes: ClassNames | undefined
  split: string | null
}

const isStruct = ({ type }: ParquetColumn) => type.startsWith('STRUCT')

/** A column of pictures or sounds: their bytes, or a struct of `bytes` and `path`. */
export const holdsFiles = ({ type }: ParquetColumn): boolean =>
  type === 'BLOB' || /^STRUCT\(.*\bbytes"? BLOB\b/.test(type)

/** Lays the files in a column of Parquet down in `stagePath`, to be read from there like those of an archive. */
export async function unpackFiles(
  session: Session,
  shards: readonly Shard[],
  columns: FileColumns,
  stagePath: string,
  signal?: AbortSignal,
): Promise<LabelledFiles> {
  const stage = await open(stagePath, 'w+')
  const files: ArchiveFile[] = []
  const fates: (Place | Misplaced)[] = []
  const places = new Map<ArchiveFile, number>()
  let end = 0
  try {
    for (const shard of shards)
      for await (const row of rowsOf(session, shard, columns)) {
        signal?.throwIfAborted()
        const path = row.path ?? `row-${String(files.length + 1).padStart(7, '0')}`
        const file = { path, bytes: row.bytes?.length ?? 0 }
        files.push(file)
        fates.push(fateOf(row))
        places.set(file, end)
        if (row.bytes) await stage.write(row.bytes)
        end += file.bytes
      }
  } catch (error) {
    await stage.close()
    throw error
  }
  return {
    format: 'parquet',
    files,
    fates,
    astray: [],
    from: 'Parquet with embedded files',
    read: (file) => readStage(stage, places.get(file) ?? 0, file.bytes),
    close: () => void stage.close().catch(() => {}),
  }
}

type FileRow = { bytes: Uint8Array | null; path: string | null; label: string; split: Place['split'] }

function fateOf({ bytes, label, split, path }: FileRow): Place | Misplaced {
  if (bytes === null || bytes.length === 0)
    return {
      code: 'file_missing',
      reason: `The row holds no bytes${path ? ', only the name of a file elsewhere' : ''}. Write the files into the Parquet file.`,
    }
  if (label === '') return { code: 'label_missing', reason: 'The row has no label.' }
  return { label, split }
}

/** Row after row, in steps that the memory bears: rows of files are large. */
async function* rowsOf(session: Session, shard: Shard, columns: FileColumns): AsyncGenerator<FileRow> {
  const { file, label, classes, split } = columns
  const column = quoteName(file.name)
  const bytes = isStruct(file) ? `struct_extract(${column}, 'bytes')` : column
  const path =
    isStruct(file) && /\bpath"? VARCHAR/.test(file.type) ? `struct_extract(${column}, 'path')` : 'null'
  const one = relationOf([shard])
  const [measure = []] = await session.rows(`select count(*), avg(octet_length(${bytes})) from ${one}`)
  const rows = toNumber(measure[0])
  const step = Math.max(
    8,
    Math.min(mostRowsAtOnce, Math.floor(heldBytes / Math.max(1, toNumber(measure[1])))),
  )
  const name = classes ? namedColumn(label, classes) : quoteName(label)
  const given = split === null ? 'null' : quoteName(split)
  for (let from = 0; from < rows; from += step) {
    const found = await session.rows(
      `select ${bytes}, ${path}, (${name})::varchar, ${given}::varchar
       from read_parquet(${quoteText(shard.path)}, file_row_number = true)
       where file_row_number >= ${from} and file_row_number < ${from + step} order by file_row_number`,
    )
    for (const [blob, place, labelled, part] of found)
      yield {
        bytes: blob instanceof DuckDBBlobValue ? blob.bytes : null,
        path: place === null || place === undefined ? null : toText(place).slice(0, 400),
        label: toText(labelled).trim(),
        split: splitOf(toText(part)) ?? shard.split,
      }
  }
}

async function readStage(stage: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  await stage.read(bytes, 0, length, at)
  return bytes
}
