import type { TrainingReport } from '@assay/ml-core/schema'
import { formatCount, formatPercent, formatScore } from '../../lib/format.ts'
import { Stat, StatRow } from '../../ui/stat.tsx'

/** The figures of the test split, each beside what always answering the most frequent class would get. */
export function Headline({ report }: { report: TrainingReport }) {
  const { test, baseline } = report
  return (
    <StatRow>
      <Stat
        label="Accuracy"
        value={formatPercent(test.accuracy, 2)}
        data-testid="accuracy"
        note={`baseline ${formatPercent(baseline.accuracy, 2)}`}
        explain={`The share of the ${formatCount(test.rows)} test rows answered correctly. The baseline always answers the most frequent class.`}
      />
      <Stat
        label="Macro-F1"
        value={formatScore(test.macroF1)}
        note={`baseline ${formatScore(baseline.macroF1)}`}
        explain="F1 averaged over the classes, each counting the same: rare classes weigh as much as frequent ones."
      />
      <Stat
        label="Log loss"
        value={formatScore(test.logLoss)}
        note={`baseline ${formatScore(baseline.logLoss)}`}
        explain="How surprised the model is by the true labels; lower is better, and being confidently wrong costs most."
      />
      <Stat
        label="Calibration error"
        value={formatPercent(test.ece, 1)}
        note="expected, 15 bins"
        explain="How far stated confidence is from observed accuracy, on average. At 0 %, answers given with 80 % confidence are right 80 % of the time."
      />
    </StatRow>
  )
}
