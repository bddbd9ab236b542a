import { ArtifactCorrupt, DatasetUnusable } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { OnnxModel } from '../onnx/onnx-model.ts'
import {
  type BackendName,
  type Family,
  familySchema,
  type TaskKind,
  type TrainingConfig,
} from '../schema/index.ts'
import type { Hyperparameters } from '../schema/search.ts'
import { looksEnglish } from '../sentences/looks-english.ts'
import { gru } from '../sequences/gru.ts'
import { textCnn } from '../sequences/text-cnn.ts'
import { BoostedTrees } from '../trees/boosted-trees.ts'
import { BoostedTreesModel } from '../trees/boosted-trees-model.ts'
import { AudioCnn } from './audio-cnn.ts'
import { AudioCnnModel } from './audio-cnn-model.ts'
import { AudioLinear } from './audio-linear.ts'
import { AudioLinearModel } from './audio-linear-model.ts'
import type { BundleFiles, Classifier } from './classifier.ts'
import { EnsembleModel } from './ensemble-model.ts'
import { ImageCnn } from './image-cnn.ts'
import { ImageCnnModel } from './image-cnn-model.ts'
import { ImageLinear } from './image-linear.ts'
import { ImageLinearModel } from './image-linear-model.ts'
import { ImageTransfer } from './image-transfer.ts'
import { ImageTransferModel } from './image-transfer-model.ts'
import { Logistic } from './logistic.ts'
import { LogisticModel } from './logistic-model.ts'
import { Majority, MajorityModel } from './majority.ts'
import { Mlp } from './mlp.ts'
import { MlpModel } from './mlp-model.ts'
import type { Awaitable, Model, ModelOfKind } from './model.ts'
import { SeedMlp } from './seed-mlp.ts'
import { SeedMlpModel } from './seed-mlp-model.ts'
import { SentenceClassifier } from './sentence-classifier.ts'
import { SentenceModel } from './sentence-model.ts'
import { SequenceClassifier } from './sequence-classifier.ts'
import { SequenceModel } from './sequence-model.ts'
import { SparseLinear } from './sparse-linear.ts'
import { SparseLinearModel } from './sparse-linear-model.ts'

/** What a fit has before it, for guessing how long it takes. */
export interface FitSize {
  rows: number
  /** Characters, columns, bytes or samples of one row. */
  width: number
  classes: number
  /** Of the optimiser, in the nets. */
  steps: number
  batchSize: number
}

type Settings = Pick<TrainingConfig, 'seed' | 'epochs' | 'batchSize' | 'learningRate' | 'classWeights'> & {
  backend?: BackendName
  /** Epochs without better figures after which a net stops. */
  patience?: number
  hyperparameters: Hyperparameters
}

interface FamilyTraits {
  /** A classifier, not fitted yet. */
  make(settings: Settings): Classifier
  /** Brings back what the classifier saved, for each kind of data that it learns from; throws `ArtifactCorrupt`. */
  load: { [Kind in TaskKind]?: (files: BundleFiles) => Awaitable<ModelOfKind[Kind]> }
  /** Takes minutes where the others take seconds: it learns only where a run names it. */
  onRequest?: true
  /** Worth its time on these examples where a run names no families; left out, on all. */
  suits?(train: Examples): boolean
  /** Its net is faster in ONNX Runtime than on typed arrays, where that is installed. */
  onEngine?: true
  /** Can weigh rare classes up. */
  heedsClassWeights?: true
  /** Learns any number of labels per row, each by itself, where the examples have them. */
  multiLabel?: true
  /** Quick to fit, and never looks at the validation rows to know when to stop. */
  refittable?: true
  /** Learns in rounds, and can take over how many from an earlier fit. */
  learnsInRounds?: true
  /** Can go on from an earlier model. */
  warmStarts?: true
  /** Its model answers later, and can have no say in an ensemble. */
  ownEngine?: true
  /** Put together of fitted models, and never fitted itself. */
  assembled?: true
  /** Milliseconds that a fit may take, for sharing out the progress bar before anything has been measured. */
  costMs(size: FitSize): number
}

/** Colours and details enough for a net that was trained on photographs. */
function isPhotographic(train: Examples): boolean {
  return (
    train.kind === 'image' && train.channels === 3 && Math.min(train.width, train.height) >= leastPhotograph
  )
}

const leastPhotograph = 48

/** Nets of a search may be told to learn for long; they stop by themselves. */
const searchPatience = 4

/** Rows beyond which n-grams have learned more than a sentence encoder brings. */
const fewTexts = 300

export const families: Record<Family, FamilyTraits> = {
  majority: {
    make: () => new Majority(),
    multiLabel: true,
    load: {
      text: MajorityModel.load,
      table: MajorityModel.load,
      image: MajorityModel.load,
      audio: MajorityModel.load,
    },
    costMs: () => 1,
  },
  'sparse-linear': {
    make: (settings) => new SparseLinear({ ...settings, ...settings.hyperparameters['sparse-linear'] }),
    multiLabel: true,
    load: { text: SparseLinearModel.load },
    heedsClassWeights: true,
    refittable: true,
    costMs: ({ rows, width, classes }) => 50 + rows * width * (2e-4 + 2e-5 * classes),
  },
  'seed-mlp': {
    make: (settings) => new SeedMlp({ ...settings, ...settings.hyperparameters['seed-mlp'] }),
    load: { text: SeedMlpModel.load },
    warmStarts: true,
    heedsClassWeights: true,
    costMs: ({ steps, batchSize }) => 500 + steps * (1.5 + 0.08 * batchSize),
  },
  'text-cnn': {
    make: (settings) =>
      new SequenceClassifier(textCnn, { ...settings, ...settings.hyperparameters['text-cnn'] }),
    load: { text: (files) => SequenceModel.load(textCnn, files) },
    onEngine: true,
    onRequest: true,
    heedsClassWeights: true,
    costMs: ({ steps, batchSize, width }) => 500 + steps * (8 + 0.01 * batchSize * Math.min(128, width / 3)),
  },
  gru: {
    make: (settings) => new SequenceClassifier(gru, { ...settings, ...settings.hyperparameters.gru }),
    load: { text: (files) => SequenceModel.load(gru, files) },
    onEngine: true,
    onRequest: true,
    heedsClassWeights: true,
    costMs: ({ steps, width }) => 500 + steps * (4 + 1.5 * Math.min(96, width / 4)),
  },
  'sentence-encoder': {
    make: (settings) => new SentenceClassifier(settings),
    load: { text: SentenceModel.load },
    ownEngine: true,
    suits: (train) => train.kind === 'text' && train.labels.length <= fewTexts && looksEnglish(train.texts),
    heedsClassWeights: true,
    refittable: true,
    costMs: ({ rows, width, classes }) => 500 + rows * (Math.min(width, 500) * 0.05 + 0.1 * classes),
  },
  logistic: {
    make: (settings) => new Logistic({ ...settings, ...settings.hyperparameters.logistic }),
    multiLabel: true,
    load: { table: LogisticModel.load },
    warmStarts: true,
    heedsClassWeights: true,
    refittable: true,
    costMs: ({ rows, width, classes }) => 20 + Math.min(rows, 1e5) * width * classes * 2e-3,
  },
  'boosted-trees': {
    make: ({ seed, classWeights, hyperparameters }) =>
      new BoostedTrees({ seed, classWeights, ...hyperparameters['boosted-trees'] }),
    multiLabel: true,
    load: { table: BoostedTreesModel.load },
    warmStarts: true,
    heedsClassWeights: true,
    learnsInRounds: true,
    costMs: ({ rows, width, classes }) =>
      100 + Math.min(rows, 2e4) * 0.05 * classes + rows * width * classes * 5e-4,
  },
  mlp: {
    make: (settings) => new Mlp({ ...settings, ...settings.hyperparameters.mlp }),
    load: { table: MlpModel.load },
    warmStarts: true,
    heedsClassWeights: true,
    costMs: ({ steps, batchSize }) => 500 + steps * (1 + 0.03 * batchSize),
  },
  'image-linear': {
    make: (settings) => new ImageLinear({ ...settings, ...settings.hyperparameters['image-linear'] }),
    load: { image: ImageLinearModel.load },
    heedsClassWeights: true,
    refittable: true,
    costMs: ({ rows, width, classes }) => 50 + Math.min(rows, 2e5) * (width * 4e-4 + classes * 0.04),
  },
  'image-transfer': {
    make: (settings) => new ImageTransfer(settings),
    load: { image: ImageTransferModel.load },
    ownEngine: true,
    suits: isPhotographic,
    heedsClassWeights: true,
    costMs: ({ rows, width }) => 2000 + Math.min(rows, 1e4) * (6 + width * 5e-4),
  },
  'image-cnn': {
    make: (settings) => new ImageCnn({ ...settings, ...settings.hyperparameters['image-cnn'] }),
    load: { image: ImageCnnModel.load },
    ownEngine: true,
    onRequest: true,
    heedsClassWeights: true,
    costMs: ({ steps, batchSize, width }) => 1000 + steps * (4 + batchSize * Math.min(3, 0.2 + width * 5e-4)),
  },
  'audio-linear': {
    make: (settings) => new AudioLinear({ ...settings, ...settings.hyperparameters['audio-linear'] }),
    load: { audio: AudioLinearModel.load },
    heedsClassWeights: true,
    refittable: true,
    costMs: ({ rows, width, classes }) => 50 + Math.min(rows, 1e5) * (width * 1e-4 + classes * 0.1),
  },
  'audio-cnn': {
    make: (settings) => new AudioCnn({ ...settings, ...settings.hyperparameters['audio-cnn'] }),
    load: { audio: AudioCnnModel.load },
    ownEngine: true,
    onRequest: true,
    heedsClassWeights: true,
    costMs: ({ steps, batchSize, width }) =>
      1000 + steps * (4 + batchSize * Math.min(1.5, 0.2 + width * 1.5e-4)),
  },
  ensemble: {
    make: () => {
      throw new DatasetUnusable('An ensemble is built by a search and cannot be trained on its own.')
    },
    load: {
      text: (files) => EnsembleModel.load(files, (family, own) => loadModel('text', family, own)),
      table: (files) => EnsembleModel.load(files, (family, own) => loadModel('table', family, own)),
      image: (files) => EnsembleModel.load(files, (family, own) => loadModel('image', family, own)),
      audio: (files) => EnsembleModel.load(files, (family, own) => loadModel('audio', family, own)),
    },
    assembled: true,
    heedsClassWeights: true,
    costMs: () => 1,
  },
}

/** The families that learn from a kind of data, in the order in which they are tried. */
export function familiesFor(kind: TaskKind): Family[] {
  return familySchema.options.filter(
    (family) => families[family].load[kind] !== undefined && !families[family].assembled,
  )
}

/** A classifier of the family, not fitted yet. */
export function makeClassifier(
  family: Family,
  config: TrainingConfig,
  backend: BackendName | undefined = config.backend,
): Classifier {
  const { seed, epochs, batchSize, learningRate, classWeights, hyperparameters = {}, search } = config
  return families[family].make({
    seed,
    epochs,
    batchSize,
    learningRate,
    classWeights,
    hyperparameters,
    ...(search && { patience: searchPatience }),
    ...(backend && { backend }),
  })
}

/** Brings back what a classifier saved; throws `ArtifactCorrupt`. */
export function loadModel<Kind extends TaskKind>(
  kind: Kind,
  family: Family,
  files: BundleFiles,
): Awaitable<ModelOfKind[Kind]> {
  const load = families[family].load[kind]
  if (load === undefined) throw new ArtifactCorrupt(`${family} does not read ${kind} data.`)
  return load(files)
}

/**
 * As `loadModel`, on the fastest engine that there is. Its answers agree with those of `loadModel` within what
 * golden outputs allow; training keeps to the latter, so that a model's hash does not hang on what is installed.
 */
export async function hostModel<Kind extends TaskKind>(
  kind: Kind,
  family: Family,
  files: BundleFiles,
): Promise<ModelOfKind[Kind]> {
  const model = await loadModel(kind, family, files)
  if (families[family].onEngine !== true || 'predictMany' in model) return model
  // Of the same kind of input as the model that it wraps, which the compiler does not follow through `Kind`.
  const onEngine = (await OnnxModel.open(model as Model<unknown>)) as ModelOfKind[Kind] | null
  return onEngine ?? model
}
