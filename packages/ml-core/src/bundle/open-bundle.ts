import type { BundleFiles } from '../classifiers/classifier.ts'
import { ArtifactCorrupt, InputRefused } from '../errors.ts'
import { mostProbable } from '../metrics/probability.ts'
import { type Manifest, manifestSchema, type PredictionInput } from '../schema/index.ts'
import { type Answerer, makeAnswerer } from './answerer.ts'
import { unpackArchive } from './archive.ts'
import { readJson } from './binary.ts'
import { checkGolden } from './golden.ts'
import type { HostedModel } from './hosted-model.ts'
import { manifestFile, modelFolder } from './make-bundle.ts'
import { sha256 } from './sha256.ts'

/**
 * Opens a bundle after verifying the SHA-256 of every file, its structure, that all weights are finite,
 * and that the golden inputs still give the golden outputs. Throws `ArtifactCorrupt`.
 */
export async function openBundle(bytes: Uint8Array): Promise<HostedModel> {
  const files = unpackArchive(bytes)
  const manifest = readJson(files, manifestFile, manifestSchema)
  verifyFiles(manifest, files)
  const own: BundleFiles = {}
  for (const name of Object.keys(files))
    if (name.startsWith(modelFolder)) own[name.slice(modelFolder.length)] = files[name]
  const answerer = await makeAnswerer(manifest, own)
  if (answerer.classes !== manifest.labels.length)
    throw new ArtifactCorrupt(
      `The model tells ${answerer.classes} classes apart, but ${manifest.labels.length} labels are named.`,
    )
  await checkGolden(manifest.kind, answerer, files)
  return host(manifest, answerer)
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

function host(manifest: Manifest, answerer: Answerer): HostedModel {
  const { labels } = manifest
  const classes = labels.length
  let current: Answerer | null = answerer
  const alive = (): Answerer => {
    if (current === null) throw new Error('The model has been disposed of.')
    return current
  }
  const predict = async (inputs: readonly PredictionInput[]): Promise<Float32Array> => {
    const out = new Float32Array(inputs.length * classes)
    await alive().answer(inputs, out)
    return out
  }
  return {
    manifest,
    labels,
    bytes: answerer.bytes,
    check: (input) => alive().check(input),
    predict,
    async explain(input) {
      const problem = alive().check(input)
      if (problem !== null) throw new InputRefused(problem)
      const [label] = mostProbable(await predict([input]), classes)
      return alive().explain(input, label)
    },
    dispose() {
      current?.dispose()
      current = null
    },
  }
}
