import { z } from 'zod'

export {
  type Compression,
  type CompressionMethod,
  type CompressionOutcome,
  type CompressionVariant,
  compressionMethodSchema,
  compressionsOf,
} from './compression.ts'
export { type ExportFormat, exportFormatSchema, exportObstacle } from './export.ts'

import { abstentionSchema } from './abstention.ts'
import { recalibrationSchema, reliabilityBinSchema } from './calibration.ts'
import { compressionOutcomeSchema, compressionSchema, fileEncodingSchema } from './compression.ts'
import { evaluationSchema, worstErrorSchema } from './evaluation.ts'
import { importanceSchema } from './importance.ts'
import { multiLabelReportSchema, taskSchema } from './multi-label.ts'
import {
  candidateFieldsSchema,
  hyperparametersSchema,
  searchConfigSchema,
  searchOutcomeSchema,
  searchProgressSchema,
} from './search.ts'
import { sliceSchema } from './slices.ts'
import { testAnswersSchema } from './test-answers.ts'
import { thresholdCurveSchema } from './thresholds.ts'

export type { Abstention, AbstentionPoint, AbstentionRule } from './abstention.ts'
export type { Recalibration } from './calibration.ts'
export { type DecisionPolicy, decisionPolicySchema, policyProblem } from './decision-policy.ts'
export {
  type DriftFeature,
  type DriftFeatureMeasure,
  type DriftHistogram,
  type DriftKind,
  type DriftReference,
  type DriftResult,
  type DriftSettings,
  type DriftSignal,
  driftReferenceSchema,
  driftSettingsSchema,
} from './drift.ts'
export type { ClassMetrics, ConfidenceIntervals, Evaluation, WorstError } from './evaluation.ts'
export type { Importance } from './importance.ts'
export type { LabelFigures, LabelSetFigures, MultiLabelReport, Task } from './multi-label.ts'
export type {
  Attribution,
  CellValue,
  LabelScore,
  MultiPrediction,
  Prediction,
  PredictionInput,
  SentInput,
  TableRow,
} from './prediction.ts'
export type {
  Hyperparameters,
  Schedule,
  SearchConfig,
  SearchOutcome,
  SearchProgress,
  Settings,
} from './search.ts'
export type { Slice, SliceOutcome } from './slices.ts'
export type { TestAnswers } from './test-answers.ts'
export type { OperatingPoint, ThresholdCounts, ThresholdCurve } from './thresholds.ts'

export const taskKindSchema = z.enum(['text', 'table', 'image', 'audio'])
export type TaskKind = z.infer<typeof taskKindSchema>

/**
 * Classifier families. `majority` is the baseline that every report is read beside;
 * `sparse-linear`, `seed-mlp`, `text-cnn`, `gru` and `sentence-encoder` learn from text,
 * `logistic`, `boosted-trees` and `mlp` from tables, `image-linear`, `image-transfer` and `image-cnn` from images, `audio-linear` and `audio-cnn` from sounds.
 */
export const familySchema = z.enum([
  'majority',
  'sparse-linear',
  'seed-mlp',
  'text-cnn',
  'gru',
  'sentence-encoder',
  'logistic',
  'boosted-trees',
  'mlp',
  'image-linear',
  'image-transfer',
  'image-cnn',
  'audio-linear',
  'audio-cnn',
  'ensemble',
])
export type Family = z.infer<typeof familySchema>

/** Those whose answers take a net or a file that is decoded: milliseconds of a processor each, where others take microseconds. */
export const heavyFamilies: ReadonlySet<Family> = new Set<Family>([
  'text-cnn',
  'gru',
  'sentence-encoder',
  'image-linear',
  'image-transfer',
  'image-cnn',
  'audio-linear',
  'audio-cnn',
  'ensemble',
])

export const backendNameSchema = z.enum(['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu'])
export type BackendName = z.infer<typeof backendNameSchema>

/** What a net mostly computes: backends differ in which of these they are fast at. */
export const netWorkSchema = z.enum(['dense', 'convolution', 'recurrent'])
export type NetWork = z.infer<typeof netWorkSchema>

/** How the backend for a kind of nets was chosen. */
export const backendChoiceSchema = z.object({
  work: netWorkSchema,
  name: backendNameSchema,
  /** The device, as its driver calls it; null where nobody can tell. */
  adapter: z.string().nullable(),
  /** Every backend that proved itself. `stepMs`: a training step; null where there was nothing to compare. */
  probes: z.array(
    z.object({ name: backendNameSchema, adapter: z.string().nullable(), stepMs: z.number().nullable() }),
  ),
  refused: z.array(z.object({ name: backendNameSchema, reason: z.string() })),
})
export type BackendChoice = z.infer<typeof backendChoiceSchema>

/** What a person may set for a training run; the same data and config give the same model hash. */
export const trainingConfigSchema = z.strictObject({
  seed: z.int().min(0).max(2_147_483_647).default(42),
  /** Empty: every family that fits the data. The majority baseline is always measured. */
  families: z.array(familySchema).max(8).default([]),
  /** For the nets. */
  epochs: z.int().min(1).max(200).default(10),
  batchSize: z.int().min(1).max(1024).default(32),
  learningRate: z.number().positive().max(1).default(0.001),
  /** `balanced`: every class counts the same, however rare; `heedsClassWeights` of a family says whether it can. */
  classWeights: z.enum(['none', 'balanced']).default('none'),
  /** For the nets; left out, the fastest that works. */
  backend: backendNameSchema.optional(),
  /** Of each family; in a search what is set here stays as it is. */
  hyperparameters: hyperparametersSchema.optional(),
  /** Left out, each family learns once, with the settings above. */
  search: searchConfigSchema.optional(),
  /** An earlier version is made smaller, in place of learning from nothing. */
  compression: compressionSchema.optional(),
  /** An earlier version of the same labels and columns: its family goes on from it, the others learn anew. */
  warmStart: z.strictObject({ modelVersionId: z.string().max(64) }).optional(),
})
export type TrainingConfig = z.infer<typeof trainingConfigSchema>

export const curvePointSchema = z.object({
  family: familySchema,
  /** 1-based, may be fractional within an epoch. */
  epoch: z.number(),
  loss: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
})
export type CurvePoint = z.infer<typeof curvePointSchema>

export const leaderboardRowSchema = candidateFieldsSchema.extend({
  family: familySchema,
  /** `stopped`: a candidate that a search gave up before the last rung. */
  state: z.enum(['waiting', 'training', 'done', 'failed', 'skipped', 'stopped']),
  /** Validation split. */
  accuracy: z.number().nullable(),
  macroF1: z.number().nullable(),
  logLoss: z.number().nullable(),
  fitSeconds: z.number().nullable(),
  /** Why it failed or was skipped. */
  note: z.string().nullable(),
})
export type LeaderboardRow = z.infer<typeof leaderboardRowSchema>

export const trainingProgressSchema = z.object({
  stage: z.enum(['preparing', 'training', 'evaluating', 'packing']),
  /** 0 … 1 over the whole run. */
  fraction: z.number(),
  family: familySchema.nullable(),
  epoch: z.number().nullable(),
  epochs: z.int().nullable(),
  step: z.int(),
  steps: z.int().nullable(),
  loss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  /** Null while there is nothing to base it on. */
  secondsLeft: z.number().nullable(),
  backend: backendNameSchema.nullable(),
  /** One per kind of nets trained so far. Rows of before do not have it. */
  backends: z.array(backendChoiceSchema).optional(),
  leaderboard: z.array(leaderboardRowSchema),
  curve: z.array(curvePointSchema),
  search: searchProgressSchema.optional(),
})
export type TrainingProgress = z.infer<typeof trainingProgressSchema>

export const trainingReportSchema = z.object({
  kind: taskKindSchema,
  /** Left out: single. */
  task: taskSchema.optional(),
  /** Where rows have any number of labels. `validation`, `test` and `baseline` then say the same in short. */
  multiLabel: multiLabelReportSchema.optional(),
  labels: z.array(z.string()),
  chosen: familySchema,
  leaderboard: z.array(leaderboardRowSchema),
  /** The chosen classifier on the validation split, where it was chosen. */
  validation: evaluationSchema,
  /** The chosen classifier on the test split, touched once. */
  test: evaluationSchema,
  /** The majority-class baseline on the same test split. */
  baseline: evaluationSchema,
  curve: z.array(curvePointSchema),
  worstErrors: z.array(worstErrorSchema),
  /** Reliability diagram of the test split: mean confidence and accuracy per filled bin. */
  calibration: z.array(reliabilityBinSchema),
  recalibration: recalibrationSchema.optional(),
  /** A curve per class for up to 20 classes, else none. Reports of before do not have it. */
  thresholds: z.array(thresholdCurveSchema).optional(),
  /** Likewise of these. */
  abstention: abstentionSchema.optional(),
  /** For trying out ways to decide. */
  answers: testAnswersSchema.optional(),
  /** The surely worst first; empty where nothing tells rows apart. */
  slices: z.array(sliceSchema).optional(),
  /** Null where nothing says what the classifier goes by. */
  importance: importanceSchema.nullable().optional(),
  rows: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  /** What a search did; only where one was asked for. */
  search: searchOutcomeSchema.optional(),
  /** Only where an earlier version was made smaller. */
  compression: compressionOutcomeSchema.optional(),
  backend: backendNameSchema.nullable(),
  /** One per kind of nets trained. Reports of before do not have it. */
  backends: z.array(backendChoiceSchema).optional(),
  seconds: z.number(),
  warnings: z.array(z.string()),
})
export type TrainingReport = z.infer<typeof trainingReportSchema>

export const inputColumnSchema = z.object({
  name: z.string(),
  type: z.enum(['number', 'category', 'boolean', 'date']),
  /** Known categories, most frequent first, up to 100; empty for the other types. */
  categories: z.array(z.string()),
  /** A typical value, for the playground and code samples. */
  example: z.union([z.string(), z.number(), z.boolean(), z.null()]),
})
export type InputColumn = z.infer<typeof inputColumnSchema>

/** What a decoded image must be to be predicted. */
export const imageShapeSchema = z.object({
  width: z.int().min(1).max(1024),
  height: z.int().min(1).max(1024),
  channels: z.union([z.literal(1), z.literal(3)]),
})

/** What a decoded clip must be to be predicted: mono, signed 16 bits, so many samples a second. */
export const audioShapeSchema = z.object({ rate: z.int().min(1000).max(48_000) })

export const manifestSchema = z.object({
  format: z.literal('assay-bundle'),
  formatVersion: z.literal(1),
  kind: taskKindSchema,
  family: familySchema,
  /** Left out: single. */
  task: taskSchema.optional(),
  labels: z.array(z.string()),
  /** Any number of labels per answer: the probability from which on each is answered, in the order of `labels`. */
  thresholds: z.array(z.number()).optional(),
  /** Tables: the columns a prediction takes. Texts: empty. */
  columns: z.array(inputColumnSchema),
  /** Images: their one size. */
  image: imageShapeSchema.optional(),
  /** Sounds: their one rate. */
  audio: audioShapeSchema.optional(),
  /** A real input of the training data; an image as a PNG file, a sound as a WAV file. */
  example: z.union([
    z.string(),
    z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ]),
  config: trainingConfigSchema,
  backend: backendNameSchema.nullable(),
  /** File name → SHA-256 (hex) and size in bytes of every file in the bundle but the manifest. */
  files: z.record(
    z.string(),
    z.object({ sha256: z.string(), bytes: z.int(), encoding: fileEncodingSchema.optional() }),
  ),
})
export type Manifest = z.infer<typeof manifestSchema>
