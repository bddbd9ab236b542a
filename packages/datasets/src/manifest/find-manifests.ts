import type { Archive, ArchiveFile } from '../archive/open-archive.ts'
import { DatasetUnusable } from '../errors.ts'
import { readCoco, readTaggedImages } from './custom-vision.ts'
import { FileFinder } from './find-file.ts'
import { readGroundTruth } from './ground-truth.ts'
import type { Manifest } from './manifest.ts'
import { type ReadRecords, readRecords } from './read-records.ts'
import { findColumns, readTable, type TableColumns } from './table-manifest.ts'

const possible = /\.(csv|tsv|jsonl|ndjson|json|manifest)$/i
/** More tables than that are data of their own. */
const mostManifests = 50

type Options = { labelColumn?: string | undefined; scratchDir: string }

/**
 * The manifests of an archive: tables whose rows name its other files. Where several describe the same files in another
 * manner (a listing beside a table), those count that name labels.
 */
export async function findManifests(archive: Archive, options: Options): Promise<Manifest[]> {
  const tables = archive.files.filter(({ path }) => possible.test(path))
  if (tables.length === 0 || tables.length > mostManifests) return []
  const finder = new FileFinder(archive.files.filter(({ path }) => !possible.test(path)))
  const found: Manifest[] = []
  let unclear: { path: string; columns: TableColumns } | null = null
  for (const file of tables) {
    const read = await readRecords(archive, file, options.scratchDir)
    if (read === null) continue
    const vendor = readVendor(read, file)
    if (vendor?.rows.some((row) => finder.find(row.file, folderOf(file.path)) !== 'missing')) {
      found.push({ path: file.path, broken: read.broken, ...vendor })
      continue
    }
    const columns = findColumns(read.records, finder, folderOf(file.path), options.labelColumn)
    if (columns === null) continue
    if (columns.label === null && columns.names.length > 1) unclear ??= { path: file.path, columns }
    const from = `a manifest (${file.path.slice(-120)})`
    const rows = readTable(read.records, columns, file.path)
    found.push({ path: file.path, from, broken: read.broken, rows })
  }
  const labelled = found.filter(({ rows }) => rows.some(({ labels, unlike }) => labels.length > 0 || unlike))
  if (labelled.length > 0) return withoutRepeats(found, labelled)
  if (unclear && !hasFolders(archive.files)) throw labelUnclear(unclear.path, unclear.columns)
  return []
}

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

function readVendor({ records, whole }: ReadRecords, { path }: ArchiveFile) {
  return (
    readGroundTruth(records, path) ??
    (whole && readCoco(whole, path)) ??
    (/\.json$/i.test(path) ? readTaggedImages(records, whole, path) : null)
  )
}

/** Files without labels may be named by a manifest of their own (a test set); one that is named elsewhere needs no second. */
function withoutRepeats(found: readonly Manifest[], labelled: readonly Manifest[]): Manifest[] {
  const named = new Set(labelled.flatMap(({ rows }) => rows.map(({ file }) => file)))
  const kept = new Set(labelled)
  return found.filter((one) => kept.has(one) || one.rows.some(({ file }) => !named.has(file)))
}

/** Whether folders could name the labels in the manifest's place. */
function hasFolders(files: readonly ArchiveFile[]): boolean {
  return new Set(files.filter(({ path }) => !possible.test(path)).map(({ path }) => folderOf(path))).size > 1
}

function labelUnclear(path: string, { file, names, split }: TableColumns): DatasetUnusable {
  const others = names.filter((name) => name !== file && name !== split)
  const shown = others
    .slice(0, 8)
    .map((name) => `"${name.slice(0, 60)}"`)
    .join(', ')
  return new DatasetUnusable(
    'manifest_unclear',
    `"${path.slice(-120)}" names the files in "${file}", but the label column can't be told from ${shown || 'it'}. Rename that column to "label".`,
  )
}
