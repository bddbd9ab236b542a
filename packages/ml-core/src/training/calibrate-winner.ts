import { type Calibrator, calibrate } from '../calibration/calibrator.ts'
import { chooseCalibrator } from '../calibration/choose-calibrator.ts'
import { type AbstentionChoice, chooseAbstention } from '../metrics/abstention.ts'
import { unseenCurves, youdenThresholds } from '../metrics/threshold-report.ts'
import type { Pacer } from '../pacing.ts'
import type { Recalibration, ThresholdCounts } from '../schema/index.ts'
import type { UnseenAnswers } from './refit.ts'
import type { TrainModelInput } from './train-model.ts'

/** What is decided on answers to unseen rows, before the test split is touched. */
export interface SettledAnswers {
  calibrator: Calibrator | null
  recalibration: Omit<Recalibration, 'before'>
  /** Per class; null where it has no rows to choose on, empty for many classes. */
  youden: (number | null)[]
  unseen: ThresholdCounts[][]
  /** Least scores for wanted error rates. */
  abstention: AbstentionChoice[]
}

/** Calibrates the winner (or takes over what is `given`) and chooses its thresholds, all on rows that it has not learned from. */
export async function calibrateWinner(
  { config, labels }: Pick<TrainModelInput, 'config' | 'labels'>,
  unseen: UnseenAnswers,
  pacer: Pacer,
  given?: Calibrator | null,
): Promise<SettledAnswers> {
  const classes = labels.length
  // Weights that raise rare classes would be undone by curves fitted to how rare they are.
  const curves = config.classWeights === 'none'
  const options = { classes, seed: config.seed, curves }
  const { calibrator, logLoss } =
    given === undefined
      ? chooseCalibrator(unseen.probabilities, unseen.labels, options)
      : { calibrator: given, logLoss: {} }
  await pacer.breathe()
  const probabilities = unseen.probabilities.slice()
  if (calibrator !== null) calibrate(calibrator, probabilities, classes)
  return {
    calibrator,
    recalibration: {
      method: calibrator?.method ?? 'none',
      rows: unseen.labels.length,
      source: unseen.source,
      logLoss,
    },
    youden: await youdenThresholds(probabilities, unseen.labels, classes, pacer),
    unseen: await unseenCurves(probabilities, unseen.labels, classes, pacer),
    abstention: chooseAbstention(probabilities, unseen.labels, classes),
  }
}
