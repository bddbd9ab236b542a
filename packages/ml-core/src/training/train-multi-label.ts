import { makeBundle } from '../bundle/make-bundle.ts'
import { families, makeClassifier } from '../classifiers/families.ts'
import { DatasetUnusable, MlError } from '../errors.ts'
import { chooseThresholds } from '../multi-label/choose-thresholds.ts'
import { asEvaluation, labelSetFigures } from '../multi-label/figures.ts'
import { countLabels, type LabelSets } from '../multi-label/label-sets.ts'
import type { Pacer } from '../pacing.ts'
import type { Family, LabelSetFigures, TrainingReport } from '../schema/index.ts'
import { estimateCost } from './estimate-cost.ts'
import { type FinishedFamily, RunCheckpoints } from './family-checkpoint.ts'
import { joinExamples } from './join-examples.ts'
import { Leaderboard } from './leaderboard.ts'
import { predictAll } from './predict-all.ts'
import { ProgressBoard } from './progress-board.ts'
import type { TrainedModel, TrainModelInput } from './train-model.ts'
import { labelSetWarnings } from './warnings.ts'

interface Candidate extends FinishedFamily {
  validation: LabelSetFigures
  thresholds: number[]
}

interface Run {
  input: TrainModelInput
  board: ProgressBoard
  leaderboard: Leaderboard
  checkpoints: RunCheckpoints
  pacer: Pacer
}

/**
 * Trains the families that answer any number of labels, each label by itself, with thresholds of the highest F1
 * on the validation split; chooses by macro-F1 there, fits the quick ones anew on both splits, and measures once
 * on the test split. Throws as `trainModel` does.
 */
export async function trainMultiLabel(
  input: TrainModelInput,
  asked: readonly Family[],
  fingerprint: string,
  pacer: Pacer,
): Promise<TrainedModel> {
  const started = input.now()
  const { labels, train, validation, test, config } = input
  if (config.compression)
    throw new DatasetUnusable('A classifier that answers several labels cannot be made smaller.')
  const runnable = asked.filter((family) => families[family].multiLabel)
  const leaderboard = new Leaderboard(asked)
  for (const family of asked)
    if (!runnable.includes(family)) leaderboard.skip(family, 'Answers one label per input only.')
  const costs = new Map(
    runnable.map((family) => [family, estimateCost(family, train, labels.length, config)]),
  )
  const refitMs = Math.max(
    ...runnable.map((family) => (families[family].refittable ? (costs.get(family) ?? 0) : 0)),
  )
  const board = new ProgressBoard(leaderboard, costs, refitMs, input.now, input.onProgress)
  board.enter('preparing')
  const checkpoints = new RunCheckpoints(input.checkpoint, fingerprint)
  await pacer.breathe()
  const candidates = await trainCandidates({ input, board, leaderboard, checkpoints, pacer }, runnable)
  const chosen = leaderboard.best('macroF1')
  const best = chosen === null ? undefined : candidates.get(chosen)
  if (chosen === null || best === undefined)
    throw new DatasetUnusable('No classifier that answers several labels could be trained.')
  const files = families[chosen].refittable ? await refitAll(input, chosen, board) : best.files

  board.enter('evaluating')
  const measure = async (family: Family, of: FinishedFamily['files'], thresholds: readonly number[]) =>
    labelSetFigures(await predictAll(family, of, test, pacer), setsOf(test.labelSets), labels, thresholds)
  const figures = await measure(chosen, files, best.thresholds)
  const prior = candidates.get('majority')
  const baseline = prior ? await measure('majority', prior.files, prior.thresholds) : figures
  board.enter('packing')
  await pacer.breathe()
  const { thresholds } = best
  const made = await makeBundle({ family: chosen, labels, files, train, config, backend: null, thresholds })
  const trainSets = setsOf(train.labelSets)
  const report: TrainingReport = {
    kind: train.kind,
    task: 'multi',
    labels,
    chosen,
    leaderboard: leaderboard.snapshot(),
    validation: asEvaluation(best.validation),
    test: asEvaluation(figures),
    baseline: asEvaluation(baseline),
    multiLabel: {
      cardinality: trainSets.labels.length / Math.max(1, train.labels.length),
      validation: best.validation,
      test: figures,
      baseline,
    },
    curve: [...board.curve],
    worstErrors: [],
    calibration: [],
    rows: {
      train: train.labels.length,
      validation: validation.labels.length,
      test: test.labels.length,
    },
    backend: null,
    seconds: (input.now() - started) / 1000,
    warnings: [
      ...(config.search
        ? ['A search supports only one label per row: every classifier used its default settings.']
        : []),
      ...labelSetWarnings(labels, countLabels(trainSets, labels.length), figures, baseline),
    ],
  }
  return { ...made, report }
}

function setsOf(sets: LabelSets | undefined): LabelSets {
  if (sets === undefined) throw new DatasetUnusable('One of the splits has only one label per row.')
  return sets
}

/** One that fails is noted and the others go on; if none is left, its error is thrown. */
async function trainCandidates(run: Run, runnable: readonly Family[]): Promise<Map<Family, Candidate>> {
  const { input, board, leaderboard, pacer } = run
  const { labels, validation } = input
  const candidates = new Map<Family, Candidate>()
  let failure: MlError | null = null
  for (const family of runnable) {
    leaderboard.start(family)
    board.startFamily(family)
    try {
      const finished = await finish(run, family)
      const probabilities = await predictAll(family, finished.files, validation, pacer)
      const sets = setsOf(validation.labelSets)
      const thresholds = chooseThresholds(probabilities, sets, labels.length)
      const figures = labelSetFigures(probabilities, sets, labels, thresholds)
      leaderboard.finish(family, asEvaluation(figures), finished.fitSeconds)
      candidates.set(family, { ...finished, validation: figures, thresholds })
    } catch (error) {
      if (!(error instanceof MlError) || error.code === 'training_cancelled') throw error
      failure = error
      leaderboard.fail(family, error.message)
    }
    board.finishFamily()
  }
  if (failure !== null && ![...candidates.keys()].some((family) => family !== 'majority')) throw failure
  return candidates
}

async function finish({ input, board, checkpoints }: Run, family: Family): Promise<FinishedFamily> {
  const kept = await checkpoints.finished(family)
  if (kept !== null) {
    board.curve.push(...kept.curve)
    return kept
  }
  const started = input.now()
  const before = board.curve.length
  const classifier = makeClassifier(family, input.config)
  const during = checkpoints.during(family)
  await classifier.fit(input.train, {
    labels: input.labels,
    validation: input.validation,
    onProgress: (progress) => board.advance(progress),
    now: input.now,
    ...(input.signal && { signal: input.signal }),
    ...(during && { checkpoint: during }),
  })
  const finished = {
    files: classifier.save(),
    backend: null,
    fitSeconds: (input.now() - started) / 1000,
    curve: board.curve.slice(before),
  }
  await checkpoints.keep(family, finished)
  return finished
}

async function refitAll(
  input: TrainModelInput,
  family: Family,
  board: ProgressBoard,
): Promise<FinishedFamily['files']> {
  board.startFamily(family)
  const classifier = makeClassifier(family, input.config)
  await classifier.fit(joinExamples(input.train, input.validation), {
    labels: input.labels,
    onProgress: (progress) => board.advance(progress),
    now: input.now,
    ...(input.signal && { signal: input.signal }),
  })
  board.finishFamily()
  return classifier.save()
}
