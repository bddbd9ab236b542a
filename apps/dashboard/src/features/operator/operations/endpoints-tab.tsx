import { getRouteApi } from '@tanstack/react-router'
import { Webhook } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { formatCount } from '../../../lib/format.ts'
import { usePagedQuery, usePageInAddress } from '../../../lib/paged-query.ts'
import type { EndpointRow } from '../../../lib/views.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { numericColumns } from '../../../ui/data-table.tsx'
import { FilterBar } from '../../../ui/filter-bar.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { TenantLink } from './tenant-link.tsx'

const route = getRouteApi('/shell/operator/webhooks')

export function EndpointsTab() {
  const { all } = route.useSearch()
  const navigate = route.useNavigate()
  const endpoints = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operations.endpoints.queryOptions({
      all: all === 'yes',
      ...window,
    }),
  )
  return (
    <>
      <FilterBar>
        <Checkbox
          checked={all === 'yes'}
          onChange={(next) =>
            void navigate({ search: { tab: 'endpoints', ...(next && { all: 'yes' }) }, replace: true })
          }
        >
          Include healthy endpoints
        </Checkbox>
      </FilterBar>
      <ListTable
        label="Tenants' endpoints"
        query={endpoints}
        columns={[
          'Endpoint',
          'Tenant',
          'Status',
          'Last response',
          ...numericColumns('Waiting', 'Failed, 7 days'),
        ]}
        row={(one) => <Row key={one.id} endpoint={one} />}
        noun="endpoint"
        empty={<EmptyState icon={Webhook} title="All endpoints are responding" />}
      />
    </>
  )
}

const Row = ({ endpoint: one }: { endpoint: EndpointRow }) => (
  <Tr>
    <Td className="max-w-72 truncate font-medium" title={one.url}>
      {one.url}
    </Td>
    <Td className="max-w-40 truncate">
      <TenantLink id={one.workspaceId} name={one.workspaceName} />
    </Td>
    <Td className="whitespace-nowrap">
      {one.disabledAt ? (
        <Badge dot>
          Disabled since <Time at={one.disabledAt} />
        </Badge>
      ) : one.failingSince ? (
        <Badge tone="bad" dot>
          Failing since <Time at={one.failingSince} />
        </Badge>
      ) : (
        <Badge tone="good" dot>
          Answers
        </Badge>
      )}
    </Td>
    <Td className="max-w-56 truncate text-[13px] text-soft">{one.lastError ?? one.lastStatus ?? '–'}</Td>
    <Td align="right">{formatCount(one.pending)}</Td>
    <Td align="right">{formatCount(one.failed)}</Td>
  </Tr>
)
