import { packArchive } from '../bundle/archive.ts'
import { jsonBytes } from '../bundle/binary.ts'
import { readGolden } from '../bundle/golden.ts'
import { type BundleParts, readBundle } from '../bundle/read-bundle.ts'
import { readCalibrator } from '../calibration/calibrator.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { loadModel } from '../classifiers/families.ts'
import { MlError } from '../errors.ts'
import { writePortable } from '../onnx/write-portable.ts'
import { type ExportFormat, exportObstacle } from '../schema/export.ts'
import { writeTfjs } from '../tfjs/write-portable.ts'
import { browserModule } from './browser-module.ts'
import { type ExportExample, portableExamples, sentExamples } from './examples.ts'
import { featurizerFile, featurizerModule, hasFeaturizerCode } from './featurizer-module.ts'
import { licence } from './licence.ts'
import type { PortableModel } from './portable-model.ts'
import { readmeOf } from './readme.ts'

export interface ExportOrder {
  bundle: Uint8Array
  format: ExportFormat
  /** For the README. */
  name: string
  /** As JSON, where there is one. */
  modelCard?: unknown
  /** The code that answers in a page, by family, and for ONNX what makes inputs, as `featurizer`. */
  browserRuntime(family: string): Promise<string>
}

/**
 * A trained model for running elsewhere, as a ZIP: the model, how its inputs are made, labels, examples with
 * the answers that are to be expected, and a README. Throws `ArtifactCorrupt`, and `export_impossible` where
 * the format cannot hold the family.
 */
export async function exportModel(order: ExportOrder): Promise<Uint8Array> {
  const parts = readBundle(order.bundle)
  const { manifest } = parts
  const obstacle = exportObstacle(manifest.family, order.format, manifest.task)
  if (obstacle !== null) throw impossible(obstacle)
  const model = order.format === 'browser' ? null : await portableOf(parts)
  const files: BundleFiles =
    model === null ? await browserFiles(order, parts) : formatFiles(order.format, model, parts)
  if (order.format === 'onnx' && model !== null && hasFeaturizerCode(model)) {
    const code = featurizerModule(await order.browserRuntime('featurizer'), model, manifest)
    files[featurizerFile] = textBytes(code)
  }
  const golden = readGolden(manifest.kind, parts.files)
  const examples: ExportExample[] =
    model === null ? sentExamples(golden) : portableExamples(golden, model, manifest, order.format)
  files['labels.json'] = jsonBytes(manifest.labels)
  if (manifest.thresholds) files['thresholds.json'] = jsonBytes(manifest.thresholds)
  files['example.json'] = jsonBytes(examples)
  if (order.modelCard !== undefined) files['model-card.json'] = prettyJson(order.modelCard)
  files['README.md'] = textBytes(readmeOf(order, manifest, model))
  files['LICENSE.txt'] = textBytes(licence)
  return packArchive(files)
}

async function portableOf({ manifest, own }: BundleParts): Promise<PortableModel<unknown>> {
  const model = await loadModel(manifest.kind, manifest.family, own)
  const portable = model.portable?.()
  if ('dispose' in model) model.dispose()
  if (portable === undefined) throw impossible(`A model of the family ${manifest.family} cannot be exported.`)
  // Of the kind of data that the manifest names, which is what its inputs are read as.
  return portable as PortableModel<unknown>
}

function formatFiles(
  format: ExportFormat,
  model: PortableModel<unknown>,
  { manifest: { labels }, own }: BundleParts,
): BundleFiles {
  const calibrator = readCalibrator(own)
  const metadata = { producer: 'assay', labels: JSON.stringify(labels) }
  const files: BundleFiles = { ...model.files, 'featurizer.json': prettyJson(model.featurizer) }
  if (format === 'onnx') return { ...files, 'model.onnx': writePortable(model, calibrator, metadata) }
  if (model.net.kind === 'trees')
    throw impossible('tensorflow.js has no operator for trees; take the ONNX or the browser export.')
  const { json, weights } = writeTfjs(model.net, model.link, calibrator, metadata)
  return { ...files, 'model.json': jsonBytes(json), 'weights.bin': weights }
}

async function browserFiles(order: ExportOrder, { manifest, own }: BundleParts): Promise<BundleFiles> {
  const { labels, columns, image, audio, family } = manifest
  const header = { labels, columns, ...(image && { image }), ...(audio && { audio }) }
  const code = browserModule(await order.browserRuntime(family), header, own)
  return { 'model.mjs': textBytes(code) }
}

function impossible(message: string): MlError {
  return new MlError('export_impossible', message)
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function prettyJson(value: unknown): Uint8Array {
  return textBytes(`${JSON.stringify(value, null, 2)}\n`)
}
