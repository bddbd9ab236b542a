import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { softmaxInto } from '../calibration/temperature.ts'
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
  private readonly encoder: TableEncoder
  private readonly net: DenseNet
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

  /** How much the label's score falls when a column is replaced by its average. */
  explain(cells: readonly CellValue[], label: number): Attribution[] {
    const { encoder, net, row, everyInput, means } = this
    encoder.encodeInto(cells, row)
    const whole = net.forward(everyInput, row, row.length)[label]
    const drops = new Float64Array(encoder.width)
    for (let c = 0; c < encoder.specs.length; c++) {
      const start = encoder.starts[c]
      const end = encoder.starts[c + 1] ?? encoder.width
      const without = row.slice()
      for (let i = start; i < end; i++) without[i] = means[i]
      if (end > start) drops[start] = whole - net.forward(everyInput, without, without.length)[label]
    }
    return attributeToColumns(encoder, drops)
  }

  portable(): PortableModel<readonly CellValue[]> {
    const { encoder, net, inverseTemperature, row } = this
    return {
      net: { kind: 'dense', layers: withTemperature(net.layers, inverseTemperature) },
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
