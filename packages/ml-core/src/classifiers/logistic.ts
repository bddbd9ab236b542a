import { fitInverseTemperature } from '../calibration/temperature.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { choosePenalty } from '../linear/choose-penalty.ts'
import { fitSoftmaxRegression, linearScores } from '../linear/softmax-regression.ts'
import { Pacer } from '../pacing.ts'
import { columnMeans } from '../table/column-means.ts'
import { predictTable } from '../table/predict-table.ts'
import { TableEncoder } from '../table/table-encoder.ts'
import { requireTable, requireTwoClasses } from '../training/require-examples.ts'
import { withoutWeightless } from '../training/select-rows.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { plainProgress } from './fit-progress.ts'
import { LogisticModel } from './logistic-model.ts'
import { fitLogisticSets } from './logistic-sets.ts'
import { NotFitted } from './not-fitted.ts'

/** Fewer held rows than this say less about the temperature than the fit itself does. */
const leastCalibrationRows = 100

export interface LogisticParameters {
  seed: number
  /** C; left out, cross-validation chooses it. */
  penalty?: number | undefined
  /** None, unless told. */
  classWeights?: ClassWeights
}

/** Regularised multinomial logistic regression; the penalty is chosen by cross-validation. */
export class Logistic implements Classifier {
  readonly family = 'logistic'
  readonly backend = null
  private readonly parameters: LogisticParameters
  private model: LogisticModel | null = null

  constructor(parameters: LogisticParameters) {
    this.parameters = parameters
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const table = withoutWeightless(requireTable(train, classes))
    requireTwoClasses(table.labels, table.labelSets)
    const pacer = new Pacer(options.now, options.signal)
    const earlier = options.from && LogisticModel.load(options.from)
    const encoder = earlier?.encoder ?? TableEncoder.learn(table.columns)
    if (encoder.width === 0) throw new DatasetUnusable('The table has no columns to learn from.')
    const matrix = await encoder.encodeTable(table.columns, table.labels.length, pacer)
    options.onProgress?.(plainProgress(0.1))
    const { seed, classWeights = 'none' } = this.parameters
    if (table.labelSets) {
      const settings = { classes, classWeights, seed, penalty: this.parameters.penalty }
      const weights = await fitLogisticSets(matrix, table, table.labelSets, settings, pacer, (fraction) =>
        options.onProgress?.(plainProgress(0.1 + 0.9 * fraction)),
      )
      this.model = new LogisticModel(encoder, weights, columnMeans(matrix), classes, 1, 'sigmoid')
      return
    }
    const rowWeights = rowWeightsFor(classWeights, table.labels, classes, table.weights)
    const learned = { matrix, labels: table.labels, classes, ...(rowWeights && { rowWeights }) }
    const penalty = this.parameters.penalty ?? (await choosePenalty(learned, seed, pacer))
    options.onProgress?.(plainProgress(0.8))
    const start = earlier && Float64Array.from(earlier.weights)
    const fitted = await fitSoftmaxRegression(learned, penalty, pacer, start)
    const weights = Float32Array.from(fitted)
    const beta = await this.calibrate(encoder, weights, classes, options.validation, pacer)
    this.model = new LogisticModel(encoder, weights, columnMeans(matrix), classes, beta)
    options.onProgress?.(plainProgress(1))
  }

  predictProba(examples: Examples): Float32Array {
    return predictTable(this.fitted(), examples)
  }

  fitted(): LogisticModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }

  private async calibrate(
    encoder: TableEncoder,
    weights: Float32Array,
    classes: number,
    validation: Examples | undefined,
    pacer: Pacer,
  ): Promise<number> {
    if (validation === undefined || validation.labels.length < leastCalibrationRows) return 1
    const table = requireTable(validation, classes)
    const outputs = classes === 2 ? 1 : classes
    const matrix = await encoder.encodeTable(table.columns, table.labels.length, pacer)
    return fitInverseTemperature(
      linearScores(matrix, weights, outputs),
      table.labels,
      outputs,
      1,
      table.weights,
    )
  }
}
