import type { Evaluation, TrainingReport } from '@assay/ml-core/schema'
import { formatPercent, formatScore } from '../../lib/format.ts'
import { Stat, StatRow } from '../../ui/stat.tsx'

type Figure = {
  label: string
  read: (evaluation: Evaluation) => number | null | undefined
  format: (value: number | null) => string
  explain: string
}

const percent = (value: number | null) => (value === null ? '–' : formatPercent(value, 1))

/** Good rankings lie so close to 1 that a third digit would round them up to it. */
export const formatArea = (value: number | null) =>
  formatScore(value, value !== null && value < 1 && value > 0.99 ? 4 : 3)

const figuresFor = (classes: number): readonly Figure[] => {
  const rest = classes === 2 ? '' : ' Each class against the rest, averaged.'
  return [
    {
      label: 'Balanced accuracy',
      read: (one) => one.balancedAccuracy,
      format: percent,
      explain: 'Recall averaged over the classes: a frequent class cannot carry it alone.',
    },
    {
      label: 'Weighted F1',
      read: (one) => one.weightedF1,
      format: formatScore,
      explain: 'F1 averaged over the classes, weighted by their number of rows.',
    },
    {
      label: 'Matthews',
      read: (one) => one.mcc,
      format: formatScore,
      explain:
        'Matthews correlation: 1 when every answer is right, 0 for guessing. It stays low when a rare class is neglected.',
    },
    {
      label: 'ROC-AUC',
      read: (one) => one.rocAuc,
      format: formatArea,
      explain: `How often a row in the class scores higher than a row outside it; 0.5 is chance.${rest}`,
    },
    {
      label: 'Average precision',
      read: (one) => one.averagePrecision,
      format: formatArea,
      explain: `The area under the precision-recall curve; chance is the share of the class.${rest}`,
    },
    {
      label: 'Brier score',
      read: (one) => one.brier,
      format: formatScore,
      explain: 'The squared error of the probabilities; lower is better.',
    },
  ]
}

/** What accuracy alone does not tell; nothing for a report from before it was measured. */
export function FurtherFigures({ report }: { report: TrainingReport }) {
  const { test, baseline, labels } = report
  if (test.balancedAccuracy === undefined) return null
  return (
    <StatRow>
      {figuresFor(labels.length).map(({ label, read, format, explain }) => (
        <Stat
          key={label}
          label={label}
          value={format(read(test) ?? null)}
          note={`baseline ${format(read(baseline) ?? null)}`}
          explain={explain}
        />
      ))}
    </StatRow>
  )
}
