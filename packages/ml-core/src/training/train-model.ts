import { makeBundle } from '../bundle/make-bundle.ts'
import { sha256 } from '../bundle/sha256.ts'
import { calibratorFiles } from '../calibration/calibrator.ts'
import { families, familiesFor } from '../classifiers/families.ts'
import { compressParent } from '../compress/compress-parent.ts'
import { outcomeOf } from '../compress/outcome.ts'
import { DatasetUnusable } from '../errors.ts'
import type { Column, Examples, ImageExamples, TableExamples } from '../examples.ts'
import { measureImportance } from '../importance/measure-importance.ts'
import { Pacer } from '../pacing.ts'
import type {
  BackendName,
  Family,
  Manifest,
  TrainingConfig,
  TrainingProgress,
  TrainingReport,
} from '../schema/index.ts'
import { calibrateWinner } from './calibrate-winner.ts'
import type { CheckpointStore } from './family-checkpoint.ts'
import { measureOnTest } from './measure-on-test.ts'
import { requireAny, requireTwoClasses } from './require-examples.ts'
import type { FitExecutor } from './search/fit-executor.ts'
import { runSearch } from './search/run-search.ts'
import { trainMultiLabel } from './train-multi-label.ts'
import { trainOnce } from './train-once.ts'
import { warningsFor } from './warnings.ts'

export interface TrainModelInput {
  labels: string[]
  train: Examples
  validation: Examples
  test: Examples
  /** 0-based row in the dataset version of every example, for the report's worst errors. */
  rowNumbers: { train: Int32Array; validation: Int32Array; test: Int32Array }
  /** What else is known of the test rows, never learned from: the report looks at each value by itself. */
  context?: Column[]
  config: TrainingConfig
  /** The bundle of the version that `config.compression` or `config.warmStart` names. */
  parent?: Uint8Array
  /** A fixed rung of tensorflow.js; left out, the best that works. */
  backend?: BackendName
  /** Called at most ten times a second, but for the ends of epochs and stages. */
  onProgress?: (progress: TrainingProgress) => void
  signal?: AbortSignal
  /** A place of this run's own; a run that finds its earlier checkpoints goes on from there. */
  checkpoint?: CheckpointStore
  /** Does a search's fits, several at a time where it can; left out, this process does them one by one. */
  fits?: FitExecutor
  /** Milliseconds. */
  now: () => number
}

export interface TrainedModel {
  bundle: Uint8Array
  manifest: Manifest
  /** SHA-256 of the bundle, hex; the same data, config and backend give the same one. */
  modelHash: string
  report: TrainingReport
}

/**
 * Trains the baseline and every family that fits the data, or searches among their settings, chooses by the
 * validation split (a search on few rows: by folds), measures the chosen one (where it does not need the
 * validation rows to know when to stop, fitted anew on both splits) once on the test split, and packs it.
 * Throws `DatasetUnusable`, `TrainingCancelled` (within a second of the signal), and what the last family
 * threw when none could be trained.
 */
export async function trainModel(input: TrainModelInput): Promise<TrainedModel> {
  const started = input.now()
  requireSplits(input)
  const pacer = new Pacer(input.now, input.signal)
  const { runnable, skipped } = chooseFamilies(input)
  if (input.train.labelSets)
    return trainMultiLabel(input, [...runnable, ...skipped], fingerprint(input), pacer)
  const { compression, search } = input.config
  if (search && input.config.warmStart)
    throw new DatasetUnusable('A search starts from scratch: it cannot continue from an earlier version.')
  const learn = search ? runSearch : trainOnce
  const choice = compression
    ? await compressParent(input, compression, fingerprint(input), pacer)
    : await learn(input, runnable, skipped, fingerprint(input), pacer)
  const { chosen, best, unseen, majority, compressed } = choice

  choice.enter('evaluating')
  const settled = await calibrateWinner(input, unseen, pacer, choice.calibrator)
  const measured = await measureOnTest(input, { chosen, best, settled, majority }, pacer)
  const importance = await measureImportance(input, chosen, best.files, pacer)
  choice.enter('packing')
  await pacer.breathe()
  const { labels, train, config } = input
  const made = await makeBundle({
    family: chosen,
    labels,
    files: { ...best.files, ...calibratorFiles(settled.calibrator) },
    train,
    config,
    backend: best.backend,
    ...(compressed && { stored: compressed.own.stored }),
  })
  const report: TrainingReport = {
    kind: train.kind,
    labels,
    chosen,
    leaderboard: choice.leaderboard,
    validation: best.validation,
    ...measured,
    importance,
    curve: [...choice.curve],
    rows: {
      train: train.labels.length,
      validation: input.validation.labels.length,
      test: input.test.labels.length,
    },
    ...(choice.search && { search: choice.search }),
    ...(compression &&
      compressed && { compression: await outcomeOf(input, compression, compressed, measured.test) }),
    backend: best.backend,
    backends: [...choice.backends],
    seconds: (input.now() - started) / 1000,
    warnings: warningsFor(input, measured.test, measured.baseline, chosen),
  }
  return { ...made, report }
}

/** The baseline first, then what was asked for in the order in which families are tried. */
function chooseFamilies({ train, config }: TrainModelInput): { runnable: Family[]; skipped: Family[] } {
  const fitting = familiesFor(train.kind)
  const usual = fitting.filter((family) => isUsual(family, train))
  const asked = config.families.length === 0 ? usual : config.families
  const runnable = fitting.filter((family) => family === 'majority' || asked.includes(family))
  const skipped = [...new Set(asked)].filter((family) => !fitting.includes(family))
  if (skipped.length > 0 && runnable.length === 1 && !asked.includes('majority'))
    throw new DatasetUnusable(`None of the chosen families learns from ${train.kind} data.`)
  return { runnable, skipped }
}

/** Takes part in a run that names no families. */
function isUsual(family: Family, train: Examples): boolean {
  const { onRequest, suits } = families[family]
  return onRequest !== true && (suits === undefined || suits(train))
}

function requireSplits(input: TrainModelInput): void {
  const classes = input.labels.length
  for (const name of ['train', 'validation', 'test'] as const) {
    const examples = input[name]
    if (examples.kind !== input.train.kind)
      throw new DatasetUnusable(`The ${name} split is of a different kind than the training split.`)
    requireAny(examples, classes)
    if (examples.kind === 'table') requireColumns(input.train, examples)
    if (examples.kind === 'image') requireSize(input.train, examples)
    if (examples.kind === 'audio' && (input.train.kind !== 'audio' || input.train.rate !== examples.rate))
      throw new DatasetUnusable('The splits do not have sounds of the same rate.')
    if (examples.labels.length === 0) throw new DatasetUnusable(`The ${name} split has no rows.`)
    if (input.rowNumbers[name].length !== examples.labels.length)
      throw new DatasetUnusable(`The ${name} split has a different number of rows than of row numbers.`)
  }
  requireTwoClasses(input.train.labels, input.train.labelSets)
}

function requireColumns(train: Examples, { columns }: TableExamples): void {
  const names = train.kind === 'table' ? train.columns.map(({ name, type }) => `${name}: ${type}`) : []
  if (names.join('\n') !== columns.map(({ name, type }) => `${name}: ${type}`).join('\n'))
    throw new DatasetUnusable('The splits do not have the same columns in the same order.')
}

function requireSize(train: Examples, { width, height, channels }: ImageExamples): void {
  const same =
    train.kind === 'image' && train.width === width && train.height === height && train.channels === channels
  if (!same) throw new DatasetUnusable('The splits do not have images of the same size.')
}

/** Tells runs apart that may share a checkpoint store. */
function fingerprint({ labels, config, backend, train, rowNumbers }: TrainModelInput): string {
  const rows = rowNumbers.train
  const about = JSON.stringify([labels, config, backend ?? null, train.kind, rows.length])
  const hashed = [rows, train.weights, train.labelSets?.offsets, train.labelSets?.labels].map((array) =>
    array ? sha256(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) : '',
  )
  return sha256(about + hashed.join(''))
}
