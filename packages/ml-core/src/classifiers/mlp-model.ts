import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { softmaxInto } from '../calibration/temperature.ts'
import { integrateGradients } from '../explain/integrated-gradients.ts'
import { LogOdds } from '../explain/log-odds.ts'
import { featureRow, type PortableModel, withTemperature } from '../export/portable-model.ts'
import { DenseNet } from '../nets/dense-net.ts'
import { layerFiles, layerSizes, readLayers } from '../nets/layer-files.ts'
import { range } from '../random.ts'
import type { Attribution, CellValue } from '../schema/index.ts'
import { attributeToColumns } from '../table/column-attributions.ts'
import { columnSpecSchema } from '../table/column-spec.ts'
import { TableEncoder } from '../table/table-encoder.ts'
import type { BundleFiles } from './classifier.ts'
import type { TableModel } from './model.ts'

const headerSchema = z.object({
  columns: z.array(columnSpecSchema),
  sizes: z.array(z.int().min(1)).min(2),
  inverseTemperature: z.number().positive(),
  /** Mean of each input over the training rows: what stands in for a column that is taken away. */
  means: z.array(z.number()),
})

/** A net over the columns of a table, ready to answer on typed arrays. */
export class MlpModel implements TableModel {
  readonly family = 'mlp'
  readonly classes: number
  readonly encoder: TableEncoder
  readonly net: DenseNet
  private readonly means: readonly number[]
  private readonly inverseTemperature: number
  private readonly everyInput: Int32Array
  private readonly row: Float32Array
  private readonly scores: Float64Array

  constructor(encoder: TableEncoder, net: DenseNet, means: readonly number[], inverseTemperature: number) {
    this.encoder = encoder
    this.net = net
    this.means = means
    this.inverseTemperature = inverseTemperature
    this.classes = net.layers[net.layers.length - 1].outputs
    this.everyInput = range(encoder.width)
    this.row = new Float32Array(encoder.width)
    this.scores = new Float64Array(this.classes)
  }

  static load(files: BundleFiles): MlpModel {
    const header = readJson(files, 'model.json', headerSchema)
    const encoder = new TableEncoder(header.columns)
    const net = new DenseNet(readLayers(files, header.sizes))
    return new MlpModel(encoder, net, header.means, header.inverseTemperature)
  }

  get bytes(): number {
    return this.net.bytes + this.encoder.bytes
  }

  predictInto(cells: readonly CellValue[], out: Float32Array, at: number): void {
    this.encoder.encodeInto(cells, this.row)
    this.scores.set(this.net.forward(this.everyInput, this.row, this.row.length))
    softmaxInto(this.scores, this.classes, this.inverseTemperature, out, at)
  }

  /** Integrated gradients of the label's log odds, from an average row on. */
  explain(cells: readonly CellValue[], label: number): Attribution[] {
    const { encoder, net, row, everyInput, means } = this
    const odds = new LogOdds(label, this.inverseTemperature)
    encoder.encodeInto(cells, row)
    const between = new Float32Array(encoder.width)
    const rates = new Float64Array(encoder.width)
    const shares = integrateGradients(encoder.width, (place) => {
      for (let i = 0; i < row.length; i++) between[i] = means[i] + place * (row[i] - means[i])
      const scores = net.forward(everyInput, between, between.length)
      const gradient = net.gradient(odds.gradient(scores))
      for (let i = 0; i < row.length; i++) rates[i] = (row[i] - means[i]) * gradient[i]
      return { score: odds.value(scores), rates }
    })
    return attributeToColumns(encoder, shares)
  }

  portable(): PortableModel<readonly CellValue[]> {
    const { encoder, net, inverseTemperature, row } = this
    return {
      net: { kind: 'dense', layers: withTemperature(net.layers, inverseTemperature) },
      link: 'softmax',
      featurizer: { kind: 'encoded-columns', columns: encoder.specs },
      files: {},
      encode(cells) {
        encoder.encodeInto(cells, row)
        return featureRow(row)
      },
    }
  }

  save(): BundleFiles {
    const { encoder, net, inverseTemperature, means } = this
    const sizes = layerSizes(net.layers)
    return {
      'model.json': jsonBytes({ columns: encoder.specs, sizes, inverseTemperature, means }),
      ...layerFiles(net.layers),
    }
  }
}
