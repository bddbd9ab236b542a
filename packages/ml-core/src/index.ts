export { inputAt } from './bundle/example-input.ts'
export type { HostedModel } from './bundle/hosted-model.ts'
export { openBundle } from './bundle/open-bundle.ts'
export type {
  BundleFiles,
  Classifier,
  FitCheckpoint,
  FitOptions,
  FitProgress,
} from './classifiers/classifier.ts'
export { makeClassifier } from './classifiers/families.ts'
export { findLabelErrors, type LabelError } from './cleaning/confident-learning.ts'
export { predictOutOfFold } from './cleaning/out-of-fold.ts'
export { type Decide, makeDecide } from './decisions/decide.ts'
export { makeReference } from './drift/make-reference.ts'
export { measureDrift } from './drift/measure.ts'
export { DriftSketcher } from './drift/sketch.ts'
export {
  ArtifactCorrupt,
  DatasetUnusable,
  type InputProblem,
  type InputProblemCode,
  InputRefused,
  MlError,
  type MlErrorCode,
  TrainingCancelled,
  TrainingDiverged,
} from './errors.ts'
export type {
  AudioExamples,
  Column,
  Examples,
  ExamplesOf,
  ImageExamples,
  TableExamples,
  TextExamples,
} from './examples.ts'
export { type ExportOrder, exportModel } from './export/export-model.ts'
export { type ExampleMap, leastMapRows, mapExamples } from './map/map-examples.ts'
export { evaluate } from './metrics/evaluation.ts'
export { measureRungs } from './nets/measure-rungs.ts'
export { type PretrainedFiles, providePretrained } from './pretrained/pretrained.ts'
export type { CheckpointStore } from './training/family-checkpoint.ts'
export { joinExamples } from './training/join-examples.ts'
export { FitCrashed, type FitExecutor, type FitWatch } from './training/search/fit-executor.ts'
export { type FitData, type FitResult, type FitTask, runFit } from './training/search/fit-task.ts'
export { type TrainedModel, type TrainModelInput, trainModel } from './training/train-model.ts'
