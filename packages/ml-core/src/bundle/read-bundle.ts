import type { BundleFiles } from '../classifiers/classifier.ts'
import { decodeFiles, type EncodedFiles } from '../compress/encode-files.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { type Manifest, manifestSchema } from '../schema/index.ts'
import { unpackArchive } from './archive.ts'
import { readJson } from './binary.ts'
import { manifestFile, modelFolder } from './make-bundle.ts'
import { sha256 } from './sha256.ts'

/** What lies in a bundle, its checksums verified. */
export interface BundleParts {
  manifest: Manifest
  /** All files but the manifest. */
  files: BundleFiles
  /** Those of the classifier as it wrote them, by the names that it gave them. */
  own: BundleFiles
}

/** Throws `ArtifactCorrupt` for bytes that are no bundle, or whose files are not those that were packed. */
export function readBundle(bytes: Uint8Array): BundleParts {
  const files = unpackArchive(bytes)
  const manifest = readJson(files, manifestFile, manifestSchema)
  verifyFiles(manifest, files)
  const own: BundleFiles = {}
  const encodings: EncodedFiles['encodings'] = {}
  for (const [name, { encoding }] of Object.entries(manifest.files)) {
    if (!name.startsWith(modelFolder)) continue
    own[name.slice(modelFolder.length)] = files[name]
    if (encoding) encodings[name.slice(modelFolder.length)] = encoding
  }
  return { manifest, files, own: decodeFiles({ files: own, encodings }) }
}

function verifyFiles(manifest: Manifest, files: BundleFiles): void {
  for (const name of Object.keys(files))
    if (name !== manifestFile && !Object.hasOwn(manifest.files, name))
      throw new ArtifactCorrupt(`${name} is not named in the manifest.`)
  for (const [name, expected] of Object.entries(manifest.files)) {
    const bytes = files[name]
    if (bytes === undefined) throw new ArtifactCorrupt(`${name} is missing.`)
    if (bytes.byteLength !== expected.bytes || sha256(bytes) !== expected.sha256)
      throw new ArtifactCorrupt(`${name} is not the file that was packed.`)
  }
}
