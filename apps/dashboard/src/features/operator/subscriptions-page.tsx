import { Repeat } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { SubscriptionStatus } from '../../ui/status.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { DunningCard } from './dunning-card.tsx'

export function SubscriptionsPage() {
  const subscriptions = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operator.subscriptions.queryOptions(window),
  )
  return (
    <>
      <PageHeader
        title="Subscriptions"
        description="Each subscription stays on the plan version it started with."
      />
      <DunningCard />
      <ListTable
        label="Subscriptions"
        query={subscriptions}
        columns={['Workspace', 'Plan', 'Status', ...numericColumns('MRR'), 'Period', 'Stripe']}
        row={(one) => (
          <Tr key={one.id}>
            <Td className="max-w-64 truncate font-medium">{one.workspaceName}</Td>
            <Td className="whitespace-nowrap text-soft">
              {one.plan.name} <span className="text-faint">v{one.plan.version.number}</span>
            </Td>
            <Td>
              <SubscriptionStatus status={one.status} />
            </Td>
            <Td align="right">{formatMoney(one.mrrMinor, one.plan.version.currency)}</Td>
            <Td className="whitespace-nowrap text-[13px] text-faint">
              {one.cancelAtPeriodEnd ? 'ends' : 'until'} {formatDay(one.currentPeriodEnd)}
            </Td>
            <Td className="whitespace-nowrap font-mono text-faint text-xs">
              {one.stripeSubscriptionId ?? '–'}
            </Td>
          </Tr>
        )}
        noun="subscription"
        empty={
          <EmptyState icon={Repeat} title="No subscriptions yet">
            A workspace appears here when it is created, on the free plan.
          </EmptyState>
        }
      />
    </>
  )
}
