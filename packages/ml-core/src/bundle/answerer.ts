import type { BundleFiles } from '../classifiers/classifier.ts'
import { loadImageModel, loadTableModel, loadTextModel } from '../classifiers/families.ts'
import { ArtifactCorrupt, type InputProblem, InputRefused } from '../errors.ts'
import { imageSize } from '../examples.ts'
import type { Attribution, CellValue, Manifest, PredictionInput } from '../schema/index.ts'
import { readRow, rowProblem } from './table-input.ts'

/** A model behind the inputs that callers send. */
export interface Answerer {
  readonly classes: number
  readonly bytes: number
  check(input: unknown): InputProblem | null
  /** Throws `InputRefused` for an input that `check` refuses. */
  answerInto(input: PredictionInput, out: Float32Array, at: number): void
  explain(input: PredictionInput, label: number): Attribution[]
}

/** Throws `ArtifactCorrupt` where the files do not make the model that the manifest names. */
export function makeAnswerer(
  manifest: Pick<Manifest, 'kind' | 'family' | 'columns' | 'image'>,
  files: BundleFiles,
): Answerer {
  switch (manifest.kind) {
    case 'text':
      return textAnswerer(manifest, files)
    case 'table':
      return tableAnswerer(manifest, files)
    case 'image':
      return imageAnswerer(manifest, files)
  }
}

function textAnswerer(manifest: Pick<Manifest, 'family'>, files: BundleFiles): Answerer {
  const model = loadTextModel(manifest.family, files)
  return {
    classes: model.classes,
    bytes: model.bytes,
    check: textProblem,
    answerInto(input, out, at) {
      model.predictInto(requireText(input), out, at)
    },
    explain: (input, label) => model.explain(requireText(input), label),
  }
}

function tableAnswerer(manifest: Pick<Manifest, 'family' | 'columns'>, files: BundleFiles): Answerer {
  const model = loadTableModel(manifest.family, files)
  const names = new Set(manifest.columns.map((column) => column.name))
  const cells: CellValue[] = new Array(manifest.columns.length).fill(null)
  const read = (input: PredictionInput): CellValue[] => {
    const problem = rowProblem(input, manifest.columns, names)
    if (problem !== null) throw new InputRefused(problem)
    readRow(input, manifest.columns, cells)
    return cells
  }
  return {
    classes: model.classes,
    bytes: model.bytes + manifest.columns.length * 200,
    check: (input) => rowProblem(input, manifest.columns, names),
    answerInto(input, out, at) {
      model.predictInto(read(input), out, at)
    },
    explain: (input, label) => model.explain(read(input), label),
  }
}

function imageAnswerer(manifest: Pick<Manifest, 'family' | 'image'>, files: BundleFiles): Answerer {
  const { image } = manifest
  if (image === undefined) throw new ArtifactCorrupt('The manifest does not name the size of the images.')
  const size = imageSize(image)
  const model = loadImageModel(manifest.family, files)
  const problem: InputProblem = {
    code: 'input_type',
    message: `The input must be ${image.width} × ${image.height} pixels of ${image.channels} bytes.`,
    param: null,
  }
  const fits = (input: unknown): input is Uint8Array => input instanceof Uint8Array && input.length === size
  const read = (input: PredictionInput): Uint8Array => {
    if (!fits(input)) throw new InputRefused(problem)
    return input
  }
  return {
    classes: model.classes,
    bytes: model.bytes,
    check: (input) => (fits(input) ? null : problem),
    answerInto(input, out, at) {
      model.predictInto(read(input), out, at)
    },
    explain: (input, label) => model.explain(read(input), label),
  }
}

function textProblem(input: unknown): InputProblem | null {
  if (typeof input === 'string') return null
  return { code: 'input_type', message: 'The input must be a text.', param: null }
}

function requireText(input: PredictionInput): string {
  if (typeof input === 'string') return input
  throw new InputRefused({ code: 'input_type', message: 'The input must be a text.', param: null })
}
