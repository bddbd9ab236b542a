import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { formatCount } from '../../../lib/format.ts'
import { formatMoney } from '../../../lib/money.ts'
import { usePagedQuery, usePageInAddress } from '../../../lib/paged-query.ts'
import type { TenantRow } from '../../../lib/views.ts'
import { numericColumns } from '../../../ui/data-table.tsx'
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { rowLink, rowLook, Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { Health, healthLooks, optionsOf, Standing, standingLooks } from './tenant-looks.tsx'

const route = getRouteApi('/shell/operator/tenants')

const sorts = [
  { value: 'name', label: 'By name' },
  { value: 'usage', label: 'Most predictions' },
  { value: 'spend', label: 'Highest MRR' },
  { value: 'last_seen', label: 'Recently active' },
] as const

export function TenantsPage() {
  const { page, ...filters } = route.useSearch()
  const navigate = route.useNavigate()
  const plans = useQuery(trpc.operator.plans.queryOptions())
  const tenants = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.tenant.list.queryOptions({ ...filters, ...window }),
  )
  const narrow = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true })
  const { search, plan, standing, health, sort } = filters
  const narrowed = Boolean(search || plan || standing || health)
  return (
    <>
      <PageHeader title="Tenants" description="Every workspace on the platform, and how it is doing." />
      <FilterBar>
        <SearchBox
          label="Search by name or e-mail"
          value={search ?? ''}
          className="sm:w-60"
          onSearch={(value) => narrow({ search: value || undefined })}
        />
        <FilterSelect
          label="Plan"
          every="Any plan"
          value={plan}
          options={(plans.data ?? []).map(({ key, name }) => ({ value: key, label: name }))}
          onChange={(value) => narrow({ plan: value })}
        />
        <FilterSelect
          label="Status"
          every="Any status"
          value={standing}
          options={optionsOf(standingLooks)}
          onChange={(value) => narrow({ standing: value })}
        />
        <FilterSelect
          label="Health"
          every="Any health"
          value={health}
          options={optionsOf(healthLooks)}
          onChange={(value) => narrow({ health: value })}
        />
        <FilterSelect
          label="Sort by"
          every="Newest first"
          value={sort}
          options={sorts}
          onChange={(value) => narrow({ sort: value })}
        />
      </FilterBar>
      <ListTable
        label="Tenants"
        query={tenants}
        columns={[
          'Workspace',
          'Plan',
          'Status',
          'Health',
          ...numericColumns('MRR', 'Predictions'),
          'Last seen',
          'Since',
        ]}
        row={(one) => <TenantLine key={one.workspaceId} tenant={one} />}
        noun="tenant"
        empty={
          narrowed ? (
            <EmptyState icon={Building2} title="No matching tenants">
              Remove a filter, or try another search.
            </EmptyState>
          ) : (
            <EmptyState icon={Building2} title="No tenants yet">
              Share the sign-up page. The first workspace appears here immediately.
            </EmptyState>
          )
        }
      />
    </>
  )
}

const TenantLine = ({ tenant }: { tenant: TenantRow }) => (
  <Tr className={rowLook} data-testid="tenant-row">
    <Td className="max-w-56">
      <Link
        to="/operator/tenants/$workspaceId"
        params={{ workspaceId: tenant.workspaceId }}
        className={`${rowLink} block truncate`}
      >
        {tenant.name}
      </Link>
      <span className="block truncate text-[13px] text-faint">{tenant.ownerEmail ?? '–'}</span>
    </Td>
    <Td className="whitespace-nowrap text-soft">{tenant.plan ?? '–'}</Td>
    <Td>
      <Standing standing={tenant.standing} />
    </Td>
    <Td>
      <Health tenant={tenant} />
    </Td>
    <Td align="right">{formatMoney(tenant.mrrMinor, tenant.currency)}</Td>
    <Td align="right">{formatCount(tenant.predictionsThisPeriod)}</Td>
    <Td className="whitespace-nowrap text-faint">
      {tenant.lastSeenAt ? <Time at={tenant.lastSeenAt} /> : '–'}
    </Td>
    <Td className="whitespace-nowrap text-faint">
      <Time at={tenant.createdAt} />
    </Td>
  </Tr>
)
