import type { BundleParts } from '../bundle/read-bundle.ts'
import { type Calibrator, calibratorFiles } from '../calibration/calibrator.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import type { Examples } from '../examples.ts'
import { evaluate } from '../metrics/evaluation.ts'
import type { Pacer } from '../pacing.ts'
import type { CompressionVariant } from '../schema/compression.ts'
import type { Family } from '../schema/index.ts'
import { predictAll } from '../training/predict-all.ts'
import { decodeFiles, type EncodedFiles, encodeFiles } from './encode-files.ts'
import { pruneLinear } from './prune-linear.ts'
import { timePredictions } from './time-predictions.ts'

/** Shares of the features that are tried beside the one that was asked for. */
const usualShares = [0.5, 0.25, 0.1]

export interface Variant {
  method: CompressionVariant['method']
  keep?: number
  family: Family
  /** Without a calibrator; 32-bit floats. */
  files: BundleFiles
  stored: EncodedFiles
}

/** What can be made of a model without learning anew, the model itself first. */
export function variantsOf(
  { manifest: { family, kind } }: BundleParts,
  files: BundleFiles,
  keep: number,
  validation: Examples,
): Variant[] {
  const plain = (own: BundleFiles): EncodedFiles => ({ files: own, encodings: {} })
  const variants: Variant[] = [{ method: 'original', family, files, stored: plain(files) }]
  if (family !== 'boosted-trees')
    for (const method of ['float16', 'uint8'] as const) {
      const stored = encodeFiles(files, method)
      variants.push({ method, family, files: decodeFiles(stored), stored })
    }
  if (family === 'sparse-linear' && kind === 'text' && validation.kind === 'text')
    for (const share of [...new Set([...usualShares, keep])].sort((a, b) => b - a)) {
      const pruned = pruneLinear(files, share, validation.texts)
      variants.push({ method: 'pruned', keep: share, family, files: pruned, stored: plain(pruned) })
    }
  return variants
}

/** Bytes of the files as they are stored. */
export function storedBytes({ files }: EncodedFiles): number {
  return Object.values(files).reduce((total, bytes) => total + bytes.byteLength, 0)
}

/** A variant beside the others, on the test split. */
export async function measureVariant(
  { method, keep, family, files, stored }: Variant,
  calibrator: Calibrator | null,
  test: Examples,
  labels: readonly string[],
  now: () => number,
  pacer: Pacer,
): Promise<CompressionVariant> {
  const own = { ...files, ...calibratorFiles(calibrator) }
  const { accuracy, macroF1, logLoss } = evaluate(
    await predictAll(family, own, test, pacer),
    test.labels,
    labels,
  )
  const microseconds = await timePredictions(family, files, test, now)
  const bytes = storedBytes(stored)
  return { method, ...(keep !== undefined && { keep }), bytes, microseconds, accuracy, macroF1, logLoss }
}
