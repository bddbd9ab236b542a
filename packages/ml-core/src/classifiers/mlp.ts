import { fitInverseTemperature } from '../calibration/temperature.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { fitDenseNet, type NetParameters } from '../nets/fit-dense-net.ts'
import { netScores } from '../nets/net-figures.ts'
import { Pacer } from '../pacing.ts'
import type { BackendName } from '../schema/index.ts'
import { columnMeans } from '../table/column-means.ts'
import { predictTable } from '../table/predict-table.ts'
import { TableEncoder } from '../table/table-encoder.ts'
import { requireTable, requireTwoClasses } from '../training/require-examples.ts'
import { withoutWeightless } from '../training/select-rows.ts'
import { rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { MlpModel } from './mlp-model.ts'
import { NotFitted } from './not-fitted.ts'

/** Units of the first hidden layer; the second has half as many. */
const usualWidth = 64

/** The columns of a table through two hidden layers, trained on tensorflow.js. */
export class Mlp implements Classifier {
  readonly family = 'mlp'
  backend: BackendName | null = null
  private readonly parameters: NetParameters
  private model: MlpModel | null = null

  constructor(parameters: NetParameters) {
    this.parameters = parameters
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const { columns, labels, weights } = withoutWeightless(requireTable(train, classes))
    requireTwoClasses(labels)
    const pacer = new Pacer(options.now, options.signal)
    const earlier = options.from && MlpModel.load(options.from)
    const encoder = earlier?.encoder ?? TableEncoder.learn(columns)
    if (encoder.width === 0) throw new DatasetUnusable('The table has no columns to learn from.')
    const rowWeights = rowWeightsFor(this.parameters.classWeights ?? 'none', labels, classes, weights)
    const examples = {
      inputs: await encoder.encodeTable(columns, labels.length, pacer),
      labels,
      ...(rowWeights && { rowWeights }),
    }
    const held = options.validation?.labels.length ? requireTable(options.validation, classes) : null
    const validation = held && {
      inputs: await encoder.encodeTable(held.columns, held.labels.length, pacer),
      labels: held.labels,
    }
    const width = this.parameters.width ?? usualWidth
    const { net, backend } = await fitDenseNet(
      examples,
      validation,
      [width, Math.ceil(width / 2)],
      classes,
      { ...this.parameters, ...(earlier && { start: earlier.net.layers }) },
      options,
    )
    const beta = validation
      ? fitInverseTemperature(netScores(net, validation), validation.labels, classes, 1, held?.weights)
      : 1
    this.backend = backend
    this.model = new MlpModel(encoder, net, columnMeans(examples.inputs), beta)
  }

  predictProba(examples: Examples): Float32Array {
    return predictTable(this.fitted(), examples)
  }

  fitted(): MlpModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}
