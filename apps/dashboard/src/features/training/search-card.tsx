import type { SearchProgress } from '@assay/ml-core/schema'
import { formatCount, formatDuration, formatPercent } from '../../lib/format.ts'
import { candidateName } from '../../lib/names.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { FactGrid } from '../../ui/facts.tsx'
import { Progress } from '../../ui/progress.tsx'

/** How far a search has come, and what it has spent of its budget. */
export function SearchCard({ search }: { search: SearchProgress }) {
  const { budgetSeconds, spentSeconds, fits, fitsExpected, rung, rungs, best } = search
  const spent =
    budgetSeconds === null
      ? formatDuration(spentSeconds)
      : `${formatDuration(spentSeconds)} of ${formatDuration(budgetSeconds)}`
  return (
    <Card>
      <CardHeader
        title="Search for better settings"
        description="Each rung evaluates the candidates more closely and advances the best third."
      />
      <CardBody className="grid gap-4">
        {budgetSeconds !== null && (
          <Progress
            fraction={spentSeconds / budgetSeconds}
            label="Time budget used"
            tone={spentSeconds > budgetSeconds ? 'warn' : 'accent'}
            data-testid="search-budget"
          />
        )}
        <FactGrid
          className="sm:grid-cols-4"
          items={[
            ['Spent', spent],
            ['Rung', `${rung} of ${rungs}`],
            ['Fits', `${formatCount(fits)} of about ${formatCount(fitsExpected)}`],
            ['Best so far', best ? `${candidateName(best.id)}, ${formatPercent(best.accuracy)}` : '–'],
          ]}
        />
      </CardBody>
    </Card>
  )
}
