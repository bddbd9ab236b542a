import { type BundleParts, readBundle } from '../bundle/read-bundle.ts'
import { readCalibrator } from '../calibration/calibrator.ts'
import { DatasetUnusable } from '../errors.ts'
import { evaluate } from '../metrics/evaluation.ts'
import type { Pacer } from '../pacing.ts'
import {
  type Compression,
  type CompressionVariant,
  compressionsOf,
  studentOf,
} from '../schema/compression.ts'
import type { Family, TrainingConfig } from '../schema/index.ts'
import type { Choice } from '../training/choice.ts'
import { estimateCost } from '../training/estimate-cost.ts'
import { RunCheckpoints } from '../training/family-checkpoint.ts'
import { Leaderboard } from '../training/leaderboard.ts'
import { predictAll } from '../training/predict-all.ts'
import { ProgressBoard } from '../training/progress-board.ts'
import { type TrainedFamily, trainFamilies } from '../training/train-families.ts'
import type { TrainModelInput } from '../training/train-model.ts'
import { softExamples } from './soft-examples.ts'
import { measureVariant, storedBytes, type Variant, variantsOf } from './variants.ts'

/** Units of a student's first hidden layer. */
const studentWidth = 16
const variantMs = 500

/**
 * Makes a trained model smaller as the run's `compression` says, and measures what else could have been made of it.
 * Throws `DatasetUnusable` where the data are not those of the parent, or its family cannot be made smaller so.
 */
export async function compressParent(
  input: TrainModelInput,
  compression: Compression,
  fingerprint: string,
  pacer: Pacer,
): Promise<Choice> {
  const parent = requireParent(input, compression)
  const { family, kind } = parent.manifest
  const calibrator = readCalibrator(parent.own)
  const { 'calibration.json': _calibration, ...files } = parent.own
  const student = compression.method === 'distilled' ? studentOf(kind, family) : null
  const made: Family = student ?? family
  const leaderboard = new Leaderboard(['majority', made])
  const costs = new Map<Family, number>([['majority', 1]])
  costs.set(
    made,
    student ? estimateCost(made, input.train, input.labels.length, input.config) : variantMs * 6,
  )
  const board = new ProgressBoard(leaderboard, costs, 0, input.now, input.onProgress)
  board.enter('preparing')
  await pacer.breathe()
  const checkpoints = new RunCheckpoints(input.checkpoint, fingerprint)
  const run = { input, leaderboard, board, checkpoints, pacer }
  const baseline = await trainFamilies({ ...run, families: ['majority'] })

  const variants = variantsOf(parent, files, compression.keep, input.validation)
  const others: CompressionVariant[] = []
  if (student === null) board.startFamily(made)
  for (const variant of variants) {
    others.push(await measureVariant(variant, calibrator, input.test, input.labels, input.now, pacer))
    await pacer.breathe()
  }
  if (student !== null) {
    const teacher = await predictAll(family, parent.own, input.train, pacer)
    const train = softExamples(input.train, teacher, input.labels.length)
    const config = withWidth(input.config, student, family === student ? studentWidth / 2 : studentWidth)
    const trained = await trainFamilies({ ...run, input: { ...input, train, config }, families: [student] })
    const best = trained.get(student)
    if (best === undefined) throw new DatasetUnusable('The smaller model could not be trained.')
    const own: Variant = {
      method: 'distilled',
      family: student,
      files: best.files,
      stored: { files: best.files, encodings: {} },
    }
    return choiceOf(own, best, undefined)
  }
  const own = variants.find(
    ({ method, keep }) => method === compression.method && (keep === undefined || keep === compression.keep),
  )
  if (own === undefined) throw new DatasetUnusable(`A ${family} model cannot be ${compression.method}.`)
  const probabilities = await predictAll(made, own.files, input.validation, pacer)
  const validation = evaluate(probabilities, input.validation.labels, input.labels)
  leaderboard.finish(made, validation, 0)
  board.finishFamily()
  const backend = parent.manifest.backend
  return choiceOf(
    own,
    { files: own.files, backend, fitSeconds: 0, curve: [], validation, probabilities },
    calibrator,
  )

  function choiceOf(own: Variant, best: TrainedFamily, given: Choice['calibrator']): Choice {
    return {
      chosen: own.family,
      best,
      unseen: {
        source: 'validation',
        probabilities: best.probabilities,
        labels: input.validation.labels,
      },
      majority: baseline.get('majority'),
      leaderboard: leaderboard.snapshot(),
      curve: board.curve,
      backends: board.backends,
      search: null,
      ...(given !== undefined && { calibrator: given }),
      compressed: { own, bytes: storedBytes(own.stored), others },
      enter: (stage) => board.enter(stage),
    }
  }
}

function requireParent({ parent, labels, train }: TrainModelInput, { method }: Compression): BundleParts {
  if (train.labelSets)
    throw new DatasetUnusable('Versions that give any number of labels cannot be made smaller yet.')
  if (parent === undefined) throw new DatasetUnusable('The version to make smaller is missing.')
  const parts = readBundle(parent)
  const { manifest } = parts
  if (manifest.kind !== train.kind || manifest.labels.join('\n') !== labels.join('\n'))
    throw new DatasetUnusable('This is not the data that the version was trained on.')
  if (!compressionsOf(manifest.kind, manifest.family).includes(method))
    throw new DatasetUnusable(`A model of the family ${manifest.family} cannot be ${method}.`)
  return parts
}

function withWidth(config: TrainingConfig, student: 'seed-mlp' | 'mlp', width: number): TrainingConfig {
  const own = { ...config.hyperparameters?.[student], width }
  return { ...config, hyperparameters: { ...config.hyperparameters, [student]: own } }
}
