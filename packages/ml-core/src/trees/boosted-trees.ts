import type { ClassWeights } from '../classifiers/class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from '../classifiers/classifier.ts'
import { NotFitted } from '../classifiers/not-fitted.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { Pacer } from '../pacing.ts'
import { predictTable } from '../table/predict-table.ts'
import { requireTable, requireTwoClasses } from '../training/require-examples.ts'
import { withoutWeightless } from '../training/select-rows.ts'
import { BoostedTreesModel } from './boosted-trees-model.ts'
import { fitForest } from './fit-forest.ts'

export interface BoostedTreesParameters {
  seed: number
  /** None, unless told. */
  classWeights?: ClassWeights
  /** Most leaves of a tree; left out, 31, or on small tables what cross-validation chooses. */
  leaves?: number | undefined
  learningRate?: number | undefined
  /** Rows that a leaf holds at the least; left out, by the table's size. */
  leastRows?: number | undefined
  /** λ; left out, by the number of classes. */
  penalty?: number | undefined
}

/**
 * Gradient-boosted trees over binned columns (Ke et al. 2017, “LightGBM”): categories and missing values as
 * they are, growth best leaf first. Number and, on small tables, size of the trees are chosen by rows that
 * they do not learn from.
 */
export class BoostedTrees implements Classifier {
  readonly family = 'boosted-trees'
  readonly backend = null
  private readonly parameters: BoostedTreesParameters
  private model: BoostedTreesModel | null = null

  constructor(parameters: BoostedTreesParameters) {
    this.parameters = parameters
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const table = withoutWeightless(requireTable(train, options.labels.length))
    requireTwoClasses(table.labels, table.labelSets)
    const pacer = new Pacer(options.now, options.signal)
    if (table.columns.length === 0) throw new DatasetUnusable('The table has no columns to learn from.')
    this.model = new BoostedTreesModel(await fitForest(table, options, this.parameters, pacer))
  }

  predictProba(examples: Examples): Float32Array {
    return predictTable(this.fitted(), examples)
  }

  fitted(): BoostedTreesModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}
