import type { SearchOutcome } from '@assay/ml-core/schema'
import { formatCount, formatDuration, formatPercent } from '../../lib/format.ts'
import { candidateName } from '../../lib/names.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FactGrid } from '../../ui/facts.tsx'

/** How a search came to its choice. */
export function SearchOutcomeCard({ search }: { search: SearchOutcome }) {
  const { candidates, folds, budgetSeconds, spentSeconds, chosen, accuracy, standardError, notes } = search
  return (
    <Card>
      <CardHeader title="Search" description={notes.join(' ')} />
      <CardBody>
        <FactGrid
          className="sm:grid-cols-4"
          items={[
            ['Candidates', formatCount(candidates)],
            ['Measured on', folds > 0 ? `${folds} folds` : 'validation rows'],
            [
              'Time',
              budgetSeconds === null
                ? formatDuration(spentSeconds)
                : `${formatDuration(spentSeconds)} of ${formatDuration(budgetSeconds)}`,
            ],
            [candidateName(chosen.id), `${formatPercent(accuracy)} ± ${formatPercent(standardError)}`],
          ]}
        />
      </CardBody>
    </Card>
  )
}
