import { readRow } from '../bundle/table-input.ts'
import type { CellValue, ExportFormat, Manifest, PredictionInput } from '../schema/index.ts'
import { tfjsInputs } from '../tfjs/tfjs-inputs.ts'
import type { PortableModel, ShapedValues } from './portable-model.ts'

interface Golden {
  sent: unknown
  input: PredictionInput
  output: number[]
}

export interface ExportExample {
  /** As a caller sends it; an image as its pixels in base64, a sound as its samples. */
  input: unknown
  /** What the featurizer makes of it: the model's inputs by name. NaN is written as null. */
  tensors?: Record<string, { type: string; shape: readonly number[]; values: (number | null)[] }>
  /** Per class, in the order of the labels. */
  probabilities: number[]
}

const most = 3

/** Inputs with the answers that are to be expected. */
export function sentExamples(golden: readonly Golden[]): ExportExample[] {
  return chosen(golden).map(({ sent, output }) => ({ input: sent, probabilities: output }))
}

/** The same, with what the model itself is given. */
export function portableExamples(
  golden: readonly Golden[],
  model: PortableModel<unknown>,
  manifest: Manifest,
  format: ExportFormat,
): ExportExample[] {
  return chosen(golden).map(({ sent, input, output }) => {
    const encoded = model.encode(asRead(input, manifest))
    const inputs = format === 'tfjs' ? tfjsInputs(model.net, encoded) : encoded
    const tensors = Object.entries(inputs).map(([name, values]) => [name, asJson(values)])
    return { input: sent, tensors: Object.fromEntries(tensors), probabilities: output }
  })
}

/** The first golden input is empty, and shows little. */
function chosen(golden: readonly Golden[]): readonly Golden[] {
  return golden.length > 1 ? golden.slice(1, 1 + most) : golden
}

/** An input as models take it: of a table the cells in the order of its columns. */
function asRead(input: PredictionInput, { kind, columns }: Manifest): unknown {
  if (kind !== 'table') return input
  const cells: CellValue[] = new Array(columns.length).fill(null)
  readRow(input, columns, cells)
  return cells
}

function asJson({ values, shape }: ShapedValues) {
  const type =
    values instanceof Float64Array ? 'float64' : values instanceof Float32Array ? 'float32' : 'int32'
  const numbers = Array.from<number | bigint>(values).map(Number)
  return { type, shape, values: numbers.map((value) => (Number.isNaN(value) ? null : value)) }
}
