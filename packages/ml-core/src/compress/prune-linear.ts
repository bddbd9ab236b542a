import { z } from 'zod'
import { arrayBytes, jsonBytes, readFloats, readInts, readJson } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { SparseLinearModel } from '../classifiers/sparse-linear-model.ts'

/** Whatever else the header says is kept. */
const headerSchema = z.looseObject({ features: z.int(), inverseTemperature: z.number() })

/**
 * A sparse linear classifier with the share `keep` of its features: those whose largest weight, times what the
 * feature itself weighs, is largest. What is left of a text is normalised to the same length, so that its scores grow;
 * the temperature is set for their mean size over `texts` to be what it was.
 */
export function pruneLinear(files: BundleFiles, keep: number, texts: readonly string[]): BundleFiles {
  const header = readJson(files, 'model.json', headerSchema)
  const { features } = header
  const keys = readInts(files, 'features.i32', features)
  const featureWeights = readFloats(files, 'feature-weights.f32', features)
  const outputs = files['weights.f32'].byteLength / 4 / (features + 1)
  const weights = readFloats(files, 'weights.f32', (features + 1) * outputs)
  const sizes = Float64Array.from(featureWeights, (own, f) => {
    let largest = 0
    for (let k = 0; k < outputs; k++) largest = Math.max(largest, Math.abs(weights[f * outputs + k]))
    return largest * Math.abs(own)
  })
  const ranked = Array.from(sizes, (_, f) => f).sort((a, b) => sizes[b] - sizes[a] || a - b)
  const kept = ranked.slice(0, Math.max(1, Math.round(keep * features))).sort((a, b) => a - b)
  const keptWeights = new Float32Array((kept.length + 1) * outputs)
  kept.forEach((feature, at) => {
    keptWeights.set(weights.subarray(feature * outputs, (feature + 1) * outputs), at * outputs)
  })
  keptWeights.set(weights.subarray(features * outputs), kept.length * outputs)
  const pruned = (inverseTemperature: number): BundleFiles => ({
    ...files,
    'model.json': jsonBytes({ ...header, features: kept.length, inverseTemperature }),
    'features.i32': arrayBytes(Int32Array.from(kept, (feature) => keys[feature])),
    'feature-weights.f32': arrayBytes(Float32Array.from(kept, (feature) => featureWeights[feature])),
    'weights.f32': arrayBytes(keptWeights),
  })
  const { inverseTemperature } = header
  const growth = meanSize(pruned(inverseTemperature), texts) / meanSize(files, texts)
  return pruned(growth > 0 && Number.isFinite(growth) ? inverseTemperature / growth : inverseTemperature)
}

/** Mean size of the scores. */
function meanSize(files: BundleFiles, texts: readonly string[]): number {
  const model = SparseLinearModel.load(files)
  let total = 0
  for (const text of texts) for (const score of model.score(text)) total += Math.abs(score)
  return total / Math.max(1, texts.length)
}
