import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatMegabytes, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { PlanHistoryView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { MigrationDialog } from './migration-dialog.tsx'
import { PlanEditor } from './plan-editor.tsx'

export function PlansPage() {
  const plans = useQuery(trpc.operator.plans.queryOptions())
  const [editing, setEditing] = useState<PlanHistoryView | null>(null)
  const [moving, setMoving] = useState<PlanHistoryView | null>(null)
  return (
    <>
      <PageHeader
        title="Plans"
        description="Editing a plan creates a new version for new subscribers. Existing subscribers keep their version."
      />
      <QueryView query={plans} skeleton={<PageSkeleton />}>
        {(all) => (
          <div className="grid gap-6">
            {all.map((plan) => (
              <PlanCard
                key={plan.id}
                plan={plan}
                onEdit={() => setEditing(plan)}
                onMove={() => setMoving(plan)}
              />
            ))}
          </div>
        )}
      </QueryView>
      {moving && <MigrationDialog plan={moving} onClose={() => setMoving(null)} />}
      {editing && <PlanEditor plan={editing} onClose={() => setEditing(null)} />}
    </>
  )
}

/** What a version sells or gives beside its limits. */
const extrasOf = ({ trialDays, seats, addOns }: PlanHistoryView['versions'][number]['offer']): string[] => [
  ...(trialDays > 0 ? [`${plural(trialDays, 'day')} on trial`] : []),
  ...(seats ? [plural(seats.included, 'seat')] : []),
  ...addOns.map(({ name }) => `+ ${name}`),
]

const dataLimit = (limitMb: number | null) => (limitMb === null ? '∞' : formatMegabytes(limitMb))
const unlimited = (limit: number | null) => (limit === null ? '∞' : formatCount(limit))

function PlanCard({
  plan,
  onEdit,
  onMove,
}: {
  plan: PlanHistoryView
  onEdit: () => void
  onMove: () => void
}) {
  const older = plan.versions.reduce((sum, one) => sum + (one.current ? 0 : one.subscribers), 0)
  const subscribers = plan.versions.reduce((sum, one) => sum + one.subscribers, 0)
  return (
    <ListTable
      label={`Versions of ${plan.name}`}
      query={{ data: plan.versions }}
      header={
        <CardHeader
          title={plan.name}
          description={plural(subscribers, 'subscriber')}
          actions={
            <>
              {older > 0 && (
                <Button size="sm" look="ghost" onClick={onMove} data-testid={`move-plan-${plan.key}`}>
                  Move subscribers
                </Button>
              )}
              <Button size="sm" onClick={onEdit} data-testid={`edit-plan-${plan.key}`}>
                <Pencil />
                New version
              </Button>
            </>
          }
        />
      }
      columns={[
        'Version',
        ...numericColumns(
          'Monthly price',
          'Included',
          'Per additional 1,000',
          'Models',
          'Rows',
          'Data',
          'Minutes',
          'Requests/s',
          'Subscribers',
        ),
        'Since',
      ]}
      row={(one) => (
        <Tr key={one.id} className={one.current ? '' : 'text-faint'}>
          <Td>
            <span className="flex items-center gap-2 whitespace-nowrap font-medium">
              {one.number}
              {one.current && <Badge tone="good">current</Badge>}
            </span>
            {extrasOf(one.offer).map((extra) => (
              <span key={extra} className="block max-w-28 text-[13px] text-faint">
                {extra}
              </span>
            ))}
          </Td>
          <Td align="right">
            {formatMoney(one.monthlyPriceMinor, one.currency)}
            {one.offer.yearlyMinor !== null && (
              <span className="block whitespace-nowrap text-[13px] text-faint">
                {formatMoney(one.offer.yearlyMinor, one.currency)} a year
              </span>
            )}
          </Td>
          <Td align="right">{formatCount(one.includedPredictions)}</Td>
          <Td align="right">
            {one.overagePer1000Minor === null
              ? 'hard limit'
              : formatMoney(one.overagePer1000Minor, one.currency, { maxDigits: 6 })}
          </Td>
          <Td align="right">{unlimited(one.limits.models)}</Td>
          <Td align="right">{unlimited(one.limits.rowsPerDataset)}</Td>
          <Td align="right">{dataLimit(one.limits.storageMb ?? null)}</Td>
          <Td align="right">{unlimited(one.limits.trainingMinutesPerMonth)}</Td>
          <Td align="right">{formatCount(one.limits.requestsPerSecond)}</Td>
          <Td align="right">{formatCount(one.subscribers)}</Td>
          <Td className="whitespace-nowrap text-faint">
            <Time at={one.createdAt} />
          </Td>
        </Tr>
      )}
    />
  )
}
