import { z } from 'zod'
import { arrayBytes, jsonBytes, readFloats, readJson } from '../bundle/binary.ts'
import { type Link, linkSchema, outputsFor, probabilitiesInto } from '../calibration/link.ts'
import { featureRow, linearLayer, type PortableModel } from '../export/portable-model.ts'
import type { Attribution, CellValue } from '../schema/index.ts'
import { attributeToColumns } from '../table/column-attributions.ts'
import { columnSpecSchema } from '../table/column-spec.ts'
import { TableEncoder } from '../table/table-encoder.ts'
import type { BundleFiles } from './classifier.ts'
import type { TableModel } from './model.ts'

const headerSchema = z.object({
  columns: z.array(columnSpecSchema),
  classes: z.int().min(2),
  inverseTemperature: z.number().positive(),
  /** Left out: softmax. */
  link: linkSchema.default('softmax'),
  /** Mean of each input over the training rows, against which contributions are measured. */
  means: z.array(z.number()),
})

/** Logistic regression over the columns of a table, ready to answer. */
export class LogisticModel implements TableModel {
  readonly family = 'logistic'
  readonly classes: number
  readonly encoder: TableEncoder
  /** (inputs + 1) × outputs, the last row the biases. */
  readonly weights: Float32Array
  private readonly means: readonly number[]
  private readonly inverseTemperature: number
  private readonly link: Link
  private readonly outputs: number
  private readonly row: Float32Array
  private readonly scores: Float64Array

  constructor(
    encoder: TableEncoder,
    weights: Float32Array,
    means: readonly number[],
    classes: number,
    inverseTemperature: number,
    link: Link = 'softmax',
  ) {
    this.encoder = encoder
    this.weights = weights
    this.means = means
    this.classes = classes
    this.inverseTemperature = inverseTemperature
    this.link = link
    this.outputs = outputsFor(link, classes)
    this.row = new Float32Array(encoder.width)
    this.scores = new Float64Array(this.outputs)
  }

  static load(files: BundleFiles): LogisticModel {
    const header = readJson(files, 'model.json', headerSchema)
    const encoder = new TableEncoder(header.columns)
    const outputs = outputsFor(header.link, header.classes)
    const weights = readFloats(files, 'weights.f32', (encoder.width + 1) * outputs)
    const { means, classes, inverseTemperature, link } = header
    return new LogisticModel(encoder, weights, means, classes, inverseTemperature, link)
  }

  get bytes(): number {
    return this.weights.byteLength + this.row.byteLength + this.encoder.bytes
  }

  predictInto(cells: readonly CellValue[], out: Float32Array, at: number): void {
    const { row, scores, weights, outputs, encoder } = this
    encoder.encodeInto(cells, row)
    const bias = encoder.width * outputs
    for (let k = 0; k < outputs; k++) scores[k] = weights[bias + k]
    for (let i = 0; i < row.length; i++) {
      const value = row[i]
      if (value === 0) continue
      for (let k = 0; k < outputs; k++) scores[k] += value * weights[i * outputs + k]
    }
    probabilitiesInto(this.link, scores, this.inverseTemperature, out, at)
  }

  /** Each column's contribution to the label's score, beside that of an average row. */
  explain(cells: readonly CellValue[], label: number): Attribution[] {
    this.encoder.encodeInto(cells, this.row)
    const perInput = Float64Array.from(
      this.row,
      (value, i) => (value - this.means[i]) * this.weightOf(i, label),
    )
    return attributeToColumns(this.encoder, perInput)
  }

  portable(): PortableModel<readonly CellValue[]> {
    const { encoder, weights, outputs, inverseTemperature, row, link } = this
    return {
      net: { kind: 'dense', layers: linearLayer(weights, outputs, inverseTemperature, link) },
      link,
      featurizer: { kind: 'encoded-columns', columns: encoder.specs },
      files: {},
      encode(cells) {
        encoder.encodeInto(cells, row)
        return featureRow(row)
      },
    }
  }

  save(): BundleFiles {
    const { encoder, classes, inverseTemperature, means, link } = this
    return {
      'model.json': jsonBytes({
        columns: encoder.specs,
        classes,
        inverseTemperature,
        means,
        ...(link === 'sigmoid' && { link }),
      }),
      'weights.f32': arrayBytes(this.weights),
    }
  }

  private weightOf(input: number, label: number): number {
    if (this.outputs === 1) return label === 1 ? this.weights[input] : -this.weights[input]
    return this.weights[input * this.outputs + label]
  }
}
