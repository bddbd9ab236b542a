import { getRouteApi } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { formatCount, formatMs, formatPercent } from '../../../lib/format.ts'
import { usePagedQuery, usePageInAddress } from '../../../lib/paged-query.ts'
import type { PlatformDeployment } from '../../../lib/views.ts'
import { Badge } from '../../../ui/badge.tsx'
import { numericColumns } from '../../../ui/data-table.tsx'
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { DeploymentStatus } from '../../../ui/status.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { TenantLink } from './tenant-link.tsx'

const route = getRouteApi('/shell/operator/deployments')

const states = [
  { value: 'live', label: 'Live' },
  { value: 'stopped', label: 'Stopped' },
] as const
const sorts = [
  { value: 'errors', label: 'Most errors' },
  { value: 'newest', label: 'Newest' },
] as const

/** The deployments of all tenants, and what came of a day's calls. */
export function PlatformDeploymentsPage() {
  const { page, ...filters } = route.useSearch()
  const navigate = route.useNavigate()
  const deployments = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operations.deployments.queryOptions({ ...filters, ...window }, { refetchInterval: 10_000 }),
  )
  const narrow = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true })
  return (
    <>
      <PageHeader title="Deployments" description="Across all tenants, with calls from the last 24 hours." />
      <FilterBar>
        <SearchBox
          label="Search by name, tenant or id"
          value={filters.search ?? ''}
          className="sm:w-64"
          onSearch={(value) => narrow({ search: value || undefined })}
        />
        <FilterSelect
          label="Status"
          every="Any state"
          value={filters.state}
          options={states}
          onChange={(state) => narrow({ state })}
        />
        <FilterSelect
          label="Sort by"
          every="Most calls"
          value={filters.sort}
          options={sorts}
          onChange={(sort) => narrow({ sort })}
        />
      </FilterBar>
      <ListTable
        label="Deployments"
        query={deployments}
        columns={['Deployment', 'Tenant', 'Status', ...numericColumns('Calls', 'Failed', 'p95'), 'Since']}
        row={(one) => <DeploymentRow key={one.id} deployment={one} />}
        noun="deployment"
        empty={
          <EmptyState icon={Rocket} title="No matching deployments">
            A tenant's first deployment appears here immediately.
          </EmptyState>
        }
      />
    </>
  )
}

const DeploymentRow = ({ deployment: one }: { deployment: PlatformDeployment }) => (
  <Tr data-testid="platform-deployment">
    <Td className="max-w-64">
      <span className="block truncate font-medium">{one.name}</span>
      <span className="block truncate font-mono text-faint text-xs">{one.id}</span>
    </Td>
    <Td className="max-w-48 truncate">
      <TenantLink id={one.workspaceId} name={one.workspaceName} />
    </Td>
    <Td>
      <span className="inline-flex gap-1.5">
        <DeploymentStatus stopped={one.stopped} />
        {one.dedicated && <Badge tone="accent">Dedicated</Badge>}
      </span>
    </Td>
    <Td align="right">{formatCount(one.calls)}</Td>
    <Td align="right" className={one.broken > 0 ? 'text-bad' : 'text-faint'}>
      {formatCount(one.broken)}
      {one.broken > 0 && (
        <span className="block text-xs">{formatPercent(one.broken / Math.max(1, one.calls))}</span>
      )}
    </Td>
    <Td align="right">{formatMs(one.p95Ms)}</Td>
    <Td className="whitespace-nowrap text-faint">
      <Time at={one.createdAt} />
    </Td>
  </Tr>
)
