import { calibrate } from '../calibration/calibrator.ts'
import { packAnswers } from '../decisions/pack-answers.ts'
import { measureAbstention } from '../metrics/abstention.ts'
import { expectedCalibrationError } from '../metrics/calibration.ts'
import { reliability, worstErrors } from '../metrics/evaluation.ts'
import { evaluateInDetail } from '../metrics/threshold-report.ts'
import type { Pacer } from '../pacing.ts'
import type { Family, TrainingReport } from '../schema/index.ts'
import { measureSlices } from '../slices/measure-slices.ts'
import type { SettledAnswers } from './calibrate-winner.ts'
import { predictAll } from './predict-all.ts'
import type { TrainedFamily } from './train-families.ts'
import type { TrainModelInput } from './train-model.ts'

type TestFigures = Pick<
  TrainingReport,
  | 'test'
  | 'baseline'
  | 'thresholds'
  | 'abstention'
  | 'slices'
  | 'answers'
  | 'worstErrors'
  | 'calibration'
  | 'recalibration'
>

export interface Measured {
  chosen: Family
  /** Its files without the calibrator. */
  best: TrainedFamily
  settled: SettledAnswers
  majority: TrainedFamily | undefined
}

/** Everything that a report says of the test split, which nothing before has touched. */
export async function measureOnTest(
  input: TrainModelInput,
  { chosen, best, settled, majority }: Measured,
  pacer: Pacer,
): Promise<TestFigures> {
  const { test, labels, config, context = [] } = input
  const classes = labels.length
  const probabilities = await predictAll(chosen, best.files, test, pacer)
  const binsBefore = reliability(probabilities, test.labels, classes)
  const before = { ece: expectedCalibrationError(binsBefore), calibration: binsBefore }
  if (settled.calibrator !== null) calibrate(settled.calibrator, probabilities, classes)
  const { seed } = config
  const { evaluation, curves } = await evaluateInDetail(
    {
      probabilities,
      actual: test.labels,
      labels,
      youden: settled.youden,
      unseen: settled.unseen,
      seed,
    },
    pacer,
  )
  let baseline = evaluation
  if (majority !== undefined) {
    const constant = await predictAll('majority', majority.files, test, pacer)
    const of = { probabilities: constant, actual: test.labels, labels, youden: [], seed }
    baseline = (await evaluateInDetail(of, pacer)).evaluation
  }
  return {
    test: evaluation,
    baseline,
    thresholds: curves,
    abstention: measureAbstention(probabilities, test.labels, classes, settled.abstention),
    answers: packAnswers(probabilities, test.labels, classes, seed),
    slices: await measureSlices({ probabilities, examples: test, labels, context }, pacer),
    worstErrors: worstErrors(probabilities, test, input.rowNumbers.test, labels),
    calibration: reliability(probabilities, test.labels, classes),
    recalibration: { ...settled.recalibration, before },
  }
}
