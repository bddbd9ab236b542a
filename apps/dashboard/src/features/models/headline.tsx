import type { ConfidenceIntervals, TrainingReport } from '@assay/ml-core/schema'
import type { ReactNode } from 'react'
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
        note={
          <Interval
            of={test.intervals}
            figure="accuracy"
            format={(value) => formatPercent(value, 1)}
            otherwise={`baseline ${formatPercent(baseline.accuracy, 2)}`}
          />
        }
        explain={`Share of the ${formatCount(test.rows)} test rows answered correctly. The baseline always answers the most frequent class. The range below is where accuracy on similar rows should fall 95 times in 100.`}
      />
      <Stat
        label="Macro-F1"
        value={formatScore(test.macroF1)}
        note={
          <Interval
            of={test.intervals}
            figure="macroF1"
            format={formatScore}
            otherwise={`baseline ${formatScore(baseline.macroF1)}`}
          />
        }
        explain="F1 averaged over the classes with equal weight: rare classes count as much as frequent ones."
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
        explain="How far stated confidence is from observed accuracy, on average. At 0%, answers given with 80% confidence are right 80% of the time."
      />
    </StatRow>
  )
}

/** Where the figure would lie in 95 of 100 test splits, above the baseline. */
function Interval({
  of,
  figure,
  format,
  otherwise,
}: {
  of: ConfidenceIntervals | null | undefined
  figure: 'accuracy' | 'macroF1'
  format: (value: number) => string
  otherwise: ReactNode
}) {
  const interval = of?.[figure]
  return (
    <>
      {of && interval && (
        <span
          className="figure block text-soft"
          title={`${formatPercent(of.level, 0)} confidence interval, ${formatCount(of.resamples)} bootstrap resamples of the test rows`}
        >
          {format(interval.low)} to {format(interval.high)}
          <span className="text-faint"> ({formatPercent(of.level, 0)})</span>
        </span>
      )}
      {otherwise}
    </>
  )
}
