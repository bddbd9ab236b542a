import { unzipSync, zipSync } from 'fflate'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { ArtifactCorrupt } from '../errors.ts'

/** Built from local fields, because zip stores local time: the same bytes in every time zone. */
function fixedTime(): Date {
  return new Date(1980, 0, 1, 12, 0, 0)
}

/** A bundle that unpacks to more than this is refused before it is unpacked. */
const mostBytes = 2 ** 31

/** Packs files into a zip whose bytes depend on nothing but names and contents. JSON is deflated. */
export function packArchive(files: BundleFiles): Uint8Array {
  const entries: Record<string, [Uint8Array, { level: 0 | 6; mtime: Date }]> = {}
  for (const name of Object.keys(files).sort())
    entries[name] = [files[name], { level: name.endsWith('.json') ? 6 : 0, mtime: fixedTime() }]
  return zipSync(entries)
}

/** Throws `ArtifactCorrupt` for bytes that are no such archive. */
export function unpackArchive(bytes: Uint8Array): BundleFiles {
  let total = 0
  try {
    return unzipSync(bytes, {
      filter: (file) => {
        total += file.originalSize
        if (total > mostBytes) throw new ArtifactCorrupt('The archive unpacks to more than 2 GiB.')
        return true
      },
    })
  } catch (error) {
    if (error instanceof ArtifactCorrupt) throw error
    throw new ArtifactCorrupt('The bytes are not a readable archive.', { cause: error })
  }
}
