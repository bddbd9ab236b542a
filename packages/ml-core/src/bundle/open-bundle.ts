import { families, hostModel, loadModel } from '../classifiers/families.ts'
import { ArtifactCorrupt, InputRefused } from '../errors.ts'
import { mostProbable } from '../metrics/probability.ts'
import type { Manifest, PredictionInput } from '../schema/index.ts'
import { type Answerer, makeAnswerer } from './answerer.ts'
import { checkGolden } from './golden.ts'
import type { HostedModel } from './hosted-model.ts'
import { type BundleParts, readBundle } from './read-bundle.ts'

/**
 * Opens a bundle after verifying the SHA-256 of every file, its structure, that all weights are finite,
 * and that the golden inputs still give the golden outputs. Throws `ArtifactCorrupt`.
 */
export async function openBundle(bytes: Uint8Array): Promise<HostedModel> {
  const parts = readBundle(bytes)
  if (families[parts.manifest.family].onEngine === true) {
    const answerer = await openAnswerer(parts, hostModel).catch(() => null)
    // An engine that does not give the golden outputs is left to itself.
    if (answerer !== null) return host(parts.manifest, answerer)
  }
  return host(parts.manifest, await openAnswerer(parts, loadModel))
}

async function openAnswerer(
  { manifest, files, own }: BundleParts,
  load: Parameters<typeof makeAnswerer>[2],
): Promise<Answerer> {
  const answerer = await makeAnswerer(manifest, own, load)
  try {
    if (answerer.classes !== manifest.labels.length)
      throw new ArtifactCorrupt(
        `The model tells ${answerer.classes} classes apart, but ${manifest.labels.length} labels are named.`,
      )
    const { task, thresholds } = manifest
    if (task === 'multi' && thresholds?.length !== manifest.labels.length)
      throw new ArtifactCorrupt('The manifest does not name a threshold for each label.')
    await checkGolden(manifest.kind, answerer, files)
  } catch (error) {
    answerer.dispose()
    throw error
  }
  return answerer
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
    async explain(input, label) {
      const problem = alive().check(input)
      if (problem !== null) throw new InputRefused(problem)
      return alive().explain(input, label ?? mostProbable(await predict([input]), classes)[0])
    },
    dispose() {
      current?.dispose()
      current = null
    },
  }
}
