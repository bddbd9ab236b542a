import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { EditPlanInput } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton } from '../../ui/skeleton.tsx'

/** What the draft would have made of the last thirty days of everybody on the plan. */
export function DraftSimulation({ read }: { read: () => EditPlanInput | null }) {
  const [draft, setDraft] = useState<EditPlanInput | null>(null)
  const result = useQuery(
    trpc.operator.simulatePlan.queryOptions(
      draft ?? {
        planId: '',
        name: '-',
        description: '',
        monthlyPriceMinor: '0',
        includedPredictions: 0,
        overagePer1000Minor: null,
        limits: { models: 0, rowsPerDataset: 0, trainingMinutesPerMonth: 0, requestsPerSecond: 1 },
      },
      { enabled: draft !== null, gcTime: 0, retry: false },
    ),
  )
  return (
    <section className="grid gap-2" aria-label="Last month under this draft">
      <Button
        size="sm"
        className="justify-self-start"
        onClick={() => setDraft(read())}
        data-testid="simulate-draft"
      >
        Test on last month’s usage
      </Button>
      {draft !== null && (
        <QueryView query={result} skeleton={<CardSkeleton />}>
          {({ tenants, totals }) => (
            <ul className="grid gap-1 text-[13px]" data-testid="draft-result">
              {totals.length === 0 && <li className="text-faint">Nobody pays for this plan yet.</li>}
              {totals.map((one) => (
                <li key={one.currency} className="figure">
                  {plural(tenants.filter(({ currency }) => currency === one.currency).length, 'subscriber')}:{' '}
                  {formatMoney(one.beforeMinor, one.currency)} before,{' '}
                  <strong>{formatMoney(one.afterMinor, one.currency)}</strong> under this draft
                </li>
              ))}
            </ul>
          )}
        </QueryView>
      )}
    </section>
  )
}
