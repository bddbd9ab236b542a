import { makeClassifier } from '../classifiers/families.ts'
import { MlError } from '../errors.ts'
import { evaluate } from '../metrics/evaluation.ts'
import { RungTooSlow } from '../nets/rung-too-slow.ts'
import type { Pacer } from '../pacing.ts'
import { PretrainedMissing } from '../pretrained/pretrained.ts'
import type { Evaluation, Family } from '../schema/index.ts'
import type { EarlierModel } from './earlier-model.ts'
import type { FinishedFamily, RunCheckpoints } from './family-checkpoint.ts'
import type { Leaderboard } from './leaderboard.ts'
import { predictAll } from './predict-all.ts'
import type { ProgressBoard } from './progress-board.ts'
import type { TrainModelInput } from './train-model.ts'

export interface TrainedFamily extends FinishedFamily {
  validation: Evaluation
  /** Of the validation split, rows × classes. */
  probabilities: Float32Array
}

export interface Run {
  input: TrainModelInput
  families: readonly Family[]
  /** What the family of an earlier version goes on from. */
  earlier?: EarlierModel | null
  leaderboard: Leaderboard
  board: ProgressBoard
  checkpoints: RunCheckpoints
  pacer: Pacer
}

/**
 * Fits the families one after the other and measures each on the validation split. One that fails, or is too
 * slow for this machine, is noted on the leaderboard and the others go on; if none is left, its error is thrown. Cancelling ends everything.
 */
export async function trainFamilies(run: Run): Promise<Map<Family, TrainedFamily>> {
  const { input, leaderboard, board, pacer } = run
  const trained = new Map<Family, TrainedFamily>()
  let failure: MlError | null = null
  for (const family of run.families) {
    leaderboard.start(family)
    board.startFamily(family)
    try {
      const finished = await finishFamily(run, family)
      const { validation } = input
      const probabilities = await predictAll(family, finished.files, validation, pacer)
      const evaluation = evaluate(probabilities, validation.labels, input.labels)
      const note = run.earlier?.family === family ? 'Continued from the earlier version.' : null
      leaderboard.finish(family, evaluation, finished.fitSeconds, note)
      trained.set(family, { ...finished, validation: evaluation, probabilities })
    } catch (error) {
      if (!(error instanceof MlError) || error.code === 'training_cancelled') throw error
      failure = error
      if (error instanceof RungTooSlow || error instanceof PretrainedMissing)
        leaderboard.skip(family, error.message)
      else leaderboard.fail(family, error.message)
    }
    board.finishFamily()
  }
  const wantedMore = run.families.some((family) => family !== 'majority')
  const learned = [...trained.keys()].some((family) => family !== 'majority')
  if (failure !== null && wantedMore && !learned) throw failure
  return trained
}

/** Takes the family from its checkpoint, or fits it. */
async function finishFamily(run: Run, family: Family): Promise<FinishedFamily> {
  const { input, earlier, board, checkpoints } = run
  const kept = await checkpoints.finished(family)
  if (kept !== null) {
    board.curve.push(...kept.curve)
    board.backend = kept.backend ?? board.backend
    return kept
  }
  const classifier = makeClassifier(family, input.config, input.backend)
  const started = input.now()
  const pointsBefore = board.curve.length
  const during = checkpoints.during(family)
  await classifier.fit(input.train, {
    labels: input.labels,
    validation: input.validation,
    onProgress: (progress) => board.advance(progress),
    onBackend: (choice) => board.chooseBackend(choice),
    now: input.now,
    ...(earlier?.family === family && { from: earlier.files }),
    ...(input.signal && { signal: input.signal }),
    ...(during && { checkpoint: during }),
  })
  board.backend = classifier.backend ?? board.backend
  const finished = {
    files: classifier.save(),
    backend: classifier.backend,
    fitSeconds: (input.now() - started) / 1000,
    curve: board.curve.slice(pointsBefore),
  }
  await checkpoints.keep(family, finished)
  return finished
}
