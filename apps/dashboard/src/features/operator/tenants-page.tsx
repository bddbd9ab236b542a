import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { OperatorTenant } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { SubscriptionStatus } from '../../ui/status.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { GrantCreditsDialog } from './grant-credits-dialog.tsx'

const route = getRouteApi('/shell/operator/tenants')
const size = 50

export function TenantsPage() {
  const { search, page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const [granting, setGranting] = useState<OperatorTenant | null>(null)
  const tenants = useQuery({
    ...trpc.operator.tenants.queryOptions({
      offset: pageOffset(page, size),
      limit: size,
      ...(search ? { search } : {}),
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader title="Tenants" description="Every workspace on the platform." />
      {granting && <GrantCreditsDialog tenant={granting} onClose={() => setGranting(null)} />}
      <SearchBox
        label="Search by name or e-mail"
        value={search ?? ''}
        className="mb-4 sm:max-w-xs"
        onSearch={(value) => void navigate({ search: { search: value || undefined }, replace: true })}
      />
      <Card>
        <QueryView query={tenants} skeleton={<TableSkeleton />}>
          {({ items, total }) =>
            items.length === 0 ? (
              <EmptyState
                icon={Building2}
                title={search ? `No tenant matches “${search}”` : 'No tenants yet'}
              >
                {!search && 'Share the sign-up page: the first workspace appears here at once.'}
              </EmptyState>
            ) : (
              <>
                <Table label="Tenants">
                  <thead>
                    <tr>
                      <Th>Workspace</Th>
                      <Th>Plan</Th>
                      <Th>Status</Th>
                      <Th align="right">MRR</Th>
                      <Th align="right">Predictions this period</Th>
                      <Th align="right">Models</Th>
                      <Th>Since</Th>
                      <Th>
                        <span className="sr-only">Actions</span>
                      </Th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((one) => (
                      <Tr key={one.workspaceId}>
                        <Td className="max-w-72">
                          <span className="block truncate font-medium">{one.name}</span>
                          <span className="block truncate text-[13px] text-faint">
                            {one.ownerEmail ?? '–'}
                          </span>
                        </Td>
                        <Td className="text-soft">{one.plan ?? '–'}</Td>
                        <Td>{one.status ? <SubscriptionStatus status={one.status} /> : '–'}</Td>
                        <Td align="right">{formatMoney(one.mrrMinor, one.currency)}</Td>
                        <Td align="right">{formatCount(one.predictionsThisPeriod)}</Td>
                        <Td align="right">{formatCount(one.models)}</Td>
                        <Td className="whitespace-nowrap text-faint">
                          <Time at={one.createdAt} />
                        </Td>
                        <Td align="right">
                          <Button size="sm" onClick={() => setGranting(one)} data-testid="grant">
                            Grant credits
                          </Button>
                        </Td>
                      </Tr>
                    ))}
                  </tbody>
                </Table>
                <Pagination
                  page={page}
                  size={size}
                  total={total}
                  noun="tenant"
                  onPage={(next) => void navigate({ search: (now) => ({ ...now, page: next }) })}
                />
              </>
            )
          }
        </QueryView>
      </Card>
    </>
  )
}
