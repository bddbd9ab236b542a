import type { MultiLabelReport } from '@assay/ml-core/schema'
import { formatCount, formatPercent, formatScore } from '../../lib/format.ts'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { LabelTable } from './label-table.tsx'

/** The figures of a model that answers any number of labels, on the test split. */
export function MultiLabelFigures({ figures }: { figures: MultiLabelReport }) {
  const { test, baseline, cardinality } = figures
  return (
    <div className="grid gap-6">
      <StatRow>
        <Stat
          label="Micro-F1"
          value={formatScore(test.microF1)}
          note={`baseline ${formatScore(baseline.microF1)}`}
          data-testid="micro-f1"
          explain={`F1 over all answers to the ${formatCount(test.rows)} test rows: every label of every row counts equally. The baseline gives every row the same labels.`}
        />
        <Stat
          label="Macro-F1"
          value={formatScore(test.macroF1)}
          note={`baseline ${formatScore(baseline.macroF1)}`}
          explain="F1 averaged over the labels with equal weight: rare labels count as much as frequent ones."
        />
        <Stat
          label="Exact match"
          value={formatPercent(test.subsetAccuracy, 1)}
          note={`baseline ${formatPercent(baseline.subsetAccuracy, 1)}`}
          explain="Share of test rows with all labels found and none added (subset accuracy)."
        />
        <Stat
          label="Wrong answers"
          value={formatPercent(test.hammingLoss, 1)}
          note={`baseline ${formatPercent(baseline.hammingLoss, 1)}`}
          explain="Share of yes/no answers, one per row and label, that are wrong (Hamming loss); lower is better."
        />
        <Stat
          label="Ranking precision"
          value={formatScore(test.rankingPrecision)}
          note={`baseline ${formatScore(baseline.rankingPrecision)}`}
          explain={`How high a row's own labels rank when all are sorted by probability, regardless of thresholds. Rows have ${cardinality.toFixed(2)} labels on average.`}
        />
      </StatRow>
      <LabelTable labels={test.perLabel} rows={test.rows} />
    </div>
  )
}
