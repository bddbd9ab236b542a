import type { BundleFiles } from '../classifiers/classifier.ts'
import type { EncodedFiles } from '../compress/encode-files.ts'
import type { Examples, ImageExamples } from '../examples.ts'
import type { ImageShape } from '../images/image-features.ts'
import type { BackendName, Family, Manifest, TrainingConfig } from '../schema/index.ts'
import { makeAnswerer } from './answerer.ts'
import { packArchive } from './archive.ts'
import { jsonBytes } from './binary.ts'
import { describeColumns, exampleInput } from './example-input.ts'
import { goldenFiles } from './golden.ts'
import { sha256 } from './sha256.ts'

export const manifestFile = 'manifest.json'
/** The classifier's own files lie in this folder. */
export const modelFolder = 'model/'

export interface BundleContents {
  family: Family
  labels: string[]
  files: BundleFiles
  train: Examples
  config: TrainingConfig
  backend: BackendName | null
  /** How files are stored, where some are in fewer bytes. */
  stored?: EncodedFiles
  /** Of a classifier that answers any number of labels: the probability from which on each is answered. */
  thresholds?: number[]
}

export interface MadeBundle {
  bundle: Uint8Array
  manifest: Manifest
  /** SHA-256 of the bundle, hex. */
  modelHash: string
}

/** Packs a fitted classifier with everything that hosting it needs; the same contents give the same bytes. */
export async function makeBundle(contents: BundleContents): Promise<MadeBundle> {
  const { family, labels, train, config, backend } = contents
  const columns = train.kind === 'table' ? describeColumns(train.columns) : []
  const image = train.kind === 'image' ? imageShapeOf(train) : undefined
  const audio = train.kind === 'audio' ? { rate: train.rate } : undefined
  const answerer = await makeAnswerer({ kind: train.kind, family, columns, image, audio }, contents.files)
  const files: BundleFiles = await goldenFiles(answerer, train, columns)
  answerer.dispose()
  const { files: encoded, encodings } = contents.stored ?? { files: {}, encodings: {} }
  for (const [name, bytes] of Object.entries(contents.files))
    files[modelFolder + name] = encodings[name] ? encoded[name] : bytes
  const encodingOf = (name: string) => {
    const encoding = encodings[name.slice(modelFolder.length)]
    return name.startsWith(modelFolder) && encoding ? { encoding } : {}
  }
  const manifest: Manifest = {
    format: 'assay-bundle',
    formatVersion: 1,
    kind: train.kind,
    family,
    ...(contents.thresholds && { task: 'multi', thresholds: contents.thresholds }),
    labels,
    columns,
    ...(image && { image }),
    ...(audio && { audio }),
    example: exampleInput(train),
    config,
    backend,
    files: Object.fromEntries(
      Object.keys(files)
        .sort()
        .map((name) => [
          name,
          { sha256: sha256(files[name]), bytes: files[name].byteLength, ...encodingOf(name) },
        ]),
    ),
  }
  const bundle = packArchive({ ...files, [manifestFile]: jsonBytes(manifest) })
  return { bundle, manifest, modelHash: sha256(bundle) }
}

function imageShapeOf({ width, height, channels }: ImageExamples): ImageShape {
  return { width, height, channels }
}
