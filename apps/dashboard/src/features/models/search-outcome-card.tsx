import type { SearchOutcome } from '@assay/ml-core/schema'
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../lib/format.ts'
import { candidateName } from '../../lib/names.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FactGrid } from '../../ui/facts.tsx'

/** Who votes, and what that costs beside the one with most say. */
function EnsembleFacts({ ensemble }: { ensemble: NonNullable<SearchOutcome['ensemble']> }) {
  const { members, bytes, bestBytes, microseconds, bestMicroseconds } = ensemble
  return (
    <FactGrid
      className="mt-4 border-line border-t pt-4 sm:grid-cols-4"
      items={[
        ['Gain', `${(ensemble.gain * 100).toFixed(2)} points`],
        [
          'Votes',
          members.map(({ id, weight }) => `${candidateName(id)} ${formatPercent(weight, 0)}`).join(', '),
        ],
        ['Size', `${formatBytes(bytes)}, best single model ${formatBytes(bestBytes)}`],
        [
          'Per prediction',
          `${formatCount(Math.round(microseconds))} µs, best single model ${formatCount(Math.round(bestMicroseconds))} µs`,
        ],
      ]}
    />
  )
}

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
        {search.ensemble && <EnsembleFacts ensemble={search.ensemble} />}
      </CardBody>
    </Card>
  )
}
