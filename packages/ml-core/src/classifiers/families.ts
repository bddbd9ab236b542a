import { ArtifactCorrupt } from '../errors.ts'
import type { BackendName, Family, TaskKind, TrainingConfig } from '../schema/index.ts'
import { gru } from '../sequences/gru.ts'
import { textCnn } from '../sequences/text-cnn.ts'
import { BoostedTrees } from '../trees/boosted-trees.ts'
import { BoostedTreesModel } from '../trees/boosted-trees-model.ts'
import type { BundleFiles, Classifier } from './classifier.ts'
import { ImageLinear } from './image-linear.ts'
import { ImageLinearModel } from './image-linear-model.ts'
import { Logistic } from './logistic.ts'
import { LogisticModel } from './logistic-model.ts'
import { Majority, MajorityModel } from './majority.ts'
import { Mlp } from './mlp.ts'
import { MlpModel } from './mlp-model.ts'
import type { ImageModel, TableModel, TextModel } from './model.ts'
import { SeedMlp } from './seed-mlp.ts'
import { SeedMlpModel } from './seed-mlp-model.ts'
import { SequenceClassifier } from './sequence-classifier.ts'
import { SequenceModel } from './sequence-model.ts'
import { SparseLinear } from './sparse-linear.ts'
import { SparseLinearModel } from './sparse-linear-model.ts'

/** The families that learn from each kind of data, in the order in which they are tried. */
export const familiesOfKind: Record<TaskKind, readonly Family[]> = {
  text: ['majority', 'sparse-linear', 'seed-mlp', 'text-cnn', 'gru'],
  table: ['majority', 'logistic', 'boosted-trees', 'mlp'],
  image: ['majority', 'image-linear'],
}

/** Families that take minutes where the others take seconds: they learn only where a run names them. */
export const familiesOnRequest: ReadonlySet<Family> = new Set(['text-cnn', 'gru'])

/** The families that can weigh rare classes up. */
export const heedsClassWeights: ReadonlySet<Family> = new Set([
  'sparse-linear',
  'seed-mlp',
  'text-cnn',
  'gru',
  'logistic',
  'mlp',
])

/** A classifier of the family, not fitted yet. */
export function makeClassifier(family: Family, config: TrainingConfig, backend?: BackendName): Classifier {
  const { seed, epochs, batchSize, learningRate, classWeights } = config
  const net = { seed, epochs, batchSize, learningRate, classWeights, ...(backend && { backend }) }
  switch (family) {
    case 'majority':
      return new Majority()
    case 'sparse-linear':
      return new SparseLinear({ seed, classWeights })
    case 'seed-mlp':
      return new SeedMlp(net)
    case 'text-cnn':
      return new SequenceClassifier(textCnn, net)
    case 'gru':
      return new SequenceClassifier(gru, net)
    case 'logistic':
      return new Logistic({ seed, classWeights })
    case 'boosted-trees':
      return new BoostedTrees({ seed })
    case 'mlp':
      return new Mlp(net)
    case 'image-linear':
      return new ImageLinear({ seed })
  }
}

/** Brings back what a classifier of texts saved; throws `ArtifactCorrupt`. */
export function loadTextModel(family: Family, files: BundleFiles): TextModel {
  switch (family) {
    case 'majority':
      return MajorityModel.load(files)
    case 'sparse-linear':
      return SparseLinearModel.load(files)
    case 'seed-mlp':
      return SeedMlpModel.load(files)
    case 'text-cnn':
      return SequenceModel.load(textCnn, files)
    case 'gru':
      return SequenceModel.load(gru, files)
    case 'logistic':
    case 'boosted-trees':
    case 'mlp':
    case 'image-linear':
      throw new ArtifactCorrupt(`${family} does not read texts.`)
  }
}

/** Brings back what a classifier of tables saved; throws `ArtifactCorrupt`. */
export function loadTableModel(family: Family, files: BundleFiles): TableModel {
  switch (family) {
    case 'majority':
      return MajorityModel.load(files)
    case 'logistic':
      return LogisticModel.load(files)
    case 'boosted-trees':
      return BoostedTreesModel.load(files)
    case 'mlp':
      return MlpModel.load(files)
    case 'sparse-linear':
    case 'seed-mlp':
    case 'text-cnn':
    case 'gru':
    case 'image-linear':
      throw new ArtifactCorrupt(`${family} does not read tables.`)
  }
}

/** Brings back what a classifier of images saved; throws `ArtifactCorrupt`. */
export function loadImageModel(family: Family, files: BundleFiles): ImageModel {
  if (family === 'majority') return MajorityModel.load(files)
  if (family === 'image-linear') return ImageLinearModel.load(files)
  throw new ArtifactCorrupt(`${family} does not read images.`)
}
