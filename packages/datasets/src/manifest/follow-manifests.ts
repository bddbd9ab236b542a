import type { LabelledFiles } from '../archive/labelled-files.ts'
import { type Misplaced, type Place, splitOfPath } from '../archive/layout.ts'
import type { ArchiveFile } from '../archive/open-archive.ts'
import type { RowIssue } from '../schema/index.ts'
import { FileFinder, type Found } from './find-file.ts'
import { folderOf } from './find-manifests.ts'
import type { Manifest, ManifestRow } from './manifest.ts'

/**
 * Gives every file what the manifests say of it. Refused by name are rows that lead to no file or to several, files
 * that no row names, and files with no label or more than one.
 */
export function followManifests(
  all: readonly ArchiveFile[],
  manifests: readonly Manifest[],
): Pick<LabelledFiles, 'files' | 'fates' | 'astray' | 'from'> {
  const own = new Set(manifests.map(({ path }) => path))
  const files = all.filter(({ path }) => !own.has(path))
  const finder = new FileFinder(files)
  const astray: RowIssue[] = []
  const said = new Map<ArchiveFile, Place | Misplaced>()
  for (const manifest of manifests) {
    const name = manifest.path.split('/').at(-1) ?? manifest.path
    for (const { line, reason, text } of manifest.broken)
      astray.push({ line, code: 'json_invalid', reason: `In ${name}: ${reason}`, excerpt: text })
    for (const row of manifest.rows) {
      const found = finder.find(row.file, folderOf(manifest.path))
      const excerpt = row.file.slice(0, 200)
      if (typeof found === 'string') astray.push({ line: row.line, ...lost(found, row, name), excerpt })
      else said.set(found, join(said.get(found), placeOf(row, found), name))
    }
  }
  const fates = files.map(
    (file) =>
      said.get(file) ?? {
        code: 'file_unreferenced',
        reason: 'No row of the manifest names this file, so its label is not known.',
      },
  )
  return { files, fates, astray, from: [...new Set(manifests.map(({ from }) => from))].join(' and ') }
}

function lost(found: Exclude<Found, ArchiveFile>, { line }: ManifestRow, name: string) {
  return found === 'missing'
    ? { code: 'file_missing', reason: `Line ${line} of ${name} names a file that is not in the archive.` }
    : {
        code: 'file_ambiguous',
        reason: `Line ${line} of ${name} matches several files in the archive. Write the full path.`,
      }
}

function placeOf(row: ManifestRow, { path }: ArchiveFile): Place | Misplaced {
  const { labels, split, unlike } = row
  if (unlike !== null) return { code: 'label_invalid', reason: unlike }
  if (labels.length > 1) return several(labels)
  const [label] = labels
  if (label === undefined) return { code: 'label_missing', reason: 'The manifest gives this file no label.' }
  return { label, split: split ?? splitOfPath(path) }
}

function several(labels: readonly string[]): Misplaced {
  const shown = labels.slice(0, 5).map((label) => `"${label.slice(0, 60)}"`)
  return {
    code: 'labels_several',
    reason: `The file has several labels (${shown.join(', ')}${labels.length > 5 ? ' …' : ''}). Pictures and sounds have one each.`,
  }
}

/** A file that is named twice: the same said again changes nothing. */
function join(
  before: Place | Misplaced | undefined,
  now: Place | Misplaced,
  name: string,
): Place | Misplaced {
  if (before === undefined || 'code' in now) return before && !('code' in before) ? before : now
  if ('code' in before) return before.code === 'label_missing' ? now : before
  if (before.label !== now.label) return several([before.label, now.label])
  if (before.split === now.split) return before
  return {
    code: 'split_unclear',
    reason: `${name} puts this file into ${before.split ?? 'no split'} and into ${now.split ?? 'none'}.`,
  }
}
