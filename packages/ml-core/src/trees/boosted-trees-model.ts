import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { type Link, linkSchema, outputsFor, probabilitiesInto } from '../calibration/link.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import type { TableModel } from '../classifiers/model.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { featureRow, type PortableModel } from '../export/portable-model.ts'
import type { Attribution, CellValue } from '../schema/index.ts'
import { cycleMs } from '../table/column-spec.ts'
import { Binner } from './binner.ts'
import { type FeatureSpec, featureSpecSchema } from './feature-spec.ts'
import type { Forest } from './forest.ts'
import { forestFiles, forestSizesSchema, readForest } from './forest-files.ts'
import { TreeShap } from './tree-shap.ts'

const headerSchema = z.object({
  columns: z.array(z.string()),
  features: z.array(featureSpecSchema),
  classes: z.int().min(2),
  /** Scores before the first tree. */
  base: z.array(z.number()),
  inverseTemperature: z.number().positive(),
  /** Left out: softmax. */
  link: linkSchema.default('softmax'),
  sizes: forestSizesSchema,
})

/** What a fit of boosted trees leaves behind. */
export interface TrainedForest {
  columns: readonly string[]
  classes: number
  link: Link
  binner: Binner
  forest: Forest
  base: Float32Array
  inverseTemperature: number
}

/** Boosted trees over the columns of a table, ready to answer. */
export class BoostedTreesModel implements TableModel {
  readonly family = 'boosted-trees'
  readonly classes: number
  readonly trained: TrainedForest
  private readonly shap: TreeShap
  private readonly bins: Uint8Array
  private readonly scores: Float64Array

  constructor(trained: TrainedForest) {
    this.trained = trained
    this.classes = trained.classes
    this.shap = new TreeShap(trained.forest, trained.binner.counts)
    this.bins = new Uint8Array(trained.binner.features)
    this.scores = new Float64Array(trained.base.length)
  }

  /** Trees per output. */
  get iterations(): number {
    return this.trained.forest.trees / this.trained.base.length
  }

  get inverseTemperature(): number {
    return this.trained.inverseTemperature
  }

  static load(files: BundleFiles): BoostedTreesModel {
    const header = readJson(files, 'model.json', headerSchema)
    const { columns, features, classes, link, inverseTemperature } = header
    const outputs = outputsFor(link, classes)
    const forest = readForest(files, header.sizes, features.length)
    const sound =
      header.base.length === outputs &&
      forest.trees % outputs === 0 &&
      features.every((feature) => feature.column < columns.length)
    if (!sound) throw new ArtifactCorrupt('The trees do not fit the columns and classes.')
    const base = Float32Array.from(header.base)
    return new BoostedTreesModel({
      columns,
      classes,
      link,
      binner: new Binner(features),
      forest,
      base,
      inverseTemperature,
    })
  }

  get bytes(): number {
    return this.trained.forest.bytes + this.trained.binner.bytes
  }

  predictInto(cells: readonly CellValue[], out: Float32Array, at: number): void {
    const { binner, forest, base, link, inverseTemperature } = this.trained
    const { bins, scores } = this
    binner.binInto(cells, bins)
    scores.set(base)
    for (let tree = 0; tree < forest.trees; )
      for (let k = 0; k < scores.length; k++) scores[k] += forest.treeValue(tree++, bins, binner.counts)
    // One output is the log-odds, of which softmax is to see the halves −s and s.
    if (scores.length === 1) scores[0] /= 2
    probabilitiesInto(link, scores, inverseTemperature, out, at)
  }

  /** Each column's Shapley value in the label's score, beside the average of the training rows. */
  explain(cells: readonly CellValue[], label: number): Attribution[] {
    const { binner, forest, base, columns } = this.trained
    const outputs = base.length
    binner.binInto(cells, this.bins)
    const values = new Float64Array(binner.features)
    for (let tree = outputs === 1 ? 0 : label; tree < forest.trees; tree += outputs)
      this.shap.addTree(tree, this.bins, values)
    const sign = outputs === 1 && label === 0 ? -1 : 1
    const perColumn = new Float64Array(columns.length)
    binner.specs.forEach((spec, f) => {
      perColumn[spec.column] += sign * values[f]
    })
    return columns
      .map((feature, c) => ({ feature, weight: perColumn[c] }))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  }

  portable(): PortableModel<readonly CellValue[]> {
    const { forest, binner, base, inverseTemperature, columns, link } = this.trained
    return {
      net: { kind: 'trees', forest, features: binner.specs, base, scale: inverseTemperature },
      link,
      featurizer: { kind: 'tree-features', columns, features: binner.specs.map(withoutCuts) },
      files: {},
      encode: (cells) => featureRow(binner.valuesOf(cells)),
    }
  }

  save(): BundleFiles {
    const { columns, binner, classes, link, base, inverseTemperature, forest } = this.trained
    const { sizes, files } = forestFiles(forest)
    return {
      'model.json': jsonBytes({
        columns,
        features: binner.specs,
        classes,
        base: Array.from(base),
        inverseTemperature,
        ...(link === 'sigmoid' && { link }),
        sizes,
      }),
      ...files,
    }
  }
}

/** What a reader of the features has to know; the cuts are in the trees. */
function withoutCuts(spec: FeatureSpec): object {
  const { type, column } = spec
  if (spec.type === 'category') return { type, column, categories: spec.categories }
  return { type, column, cycle: spec.cycle, periodMs: spec.cycle && cycleMs[spec.cycle] }
}
