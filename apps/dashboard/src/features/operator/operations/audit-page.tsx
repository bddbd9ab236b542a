import { getRouteApi } from '@tanstack/react-router'
import { Download, ScrollText } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { downloadPlatformAudit } from '../../../lib/download.ts'
import { formatMoment } from '../../../lib/format.ts'
import { usePagedQuery, usePageInAddress } from '../../../lib/paged-query.ts'
import type { PlatformAuditRow } from '../../../lib/views.ts'
import { toastError } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Input } from '../../../ui/field.tsx'
import { FilterBar } from '../../../ui/filter-bar.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { TenantLink } from './tenant-link.tsx'

const route = getRouteApi('/shell/operator/audit')

/** Who did what, anywhere on the platform. */
export function PlatformAuditPage() {
  const { page, ...filters } = route.useSearch()
  const navigate = route.useNavigate()
  const audit = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operations.audit.queryOptions({ ...filters, ...window }),
  )
  const narrow = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true })
  const search = (key: 'actor' | 'workspace' | 'action', label: string) => (
    <SearchBox
      label={label}
      value={filters[key] ?? ''}
      className="sm:w-44"
      onSearch={(value) => narrow({ [key]: value || undefined })}
    />
  )
  const day = (key: 'from' | 'to', label: string) => (
    <Input
      type="date"
      aria-label={label}
      title={label}
      className="sm:w-38"
      value={filters[key] ?? ''}
      onChange={(event) => narrow({ [key]: event.target.value || undefined })}
    />
  )
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what, in any workspace and to the platform itself."
        actions={
          <Button
            onClick={() => void downloadPlatformAudit(filters).catch(toastError)}
            data-testid="audit-csv"
          >
            <Download />
            CSV
          </Button>
        }
      />
      <FilterBar>
        {search('actor', 'Who')}
        {search('workspace', 'Workspace')}
        {search('action', 'Action')}
        {day('from', 'First day (UTC)')}
        {day('to', 'Last day (UTC)')}
      </FilterBar>
      <ListTable
        label="Audit log"
        query={audit}
        columns={['When', 'Who', 'Item', 'On', 'Workspace', 'Detail']}
        row={(one) => <Row key={one.id} entry={one} />}
        noun="entry"
        many="entries"
        empty={<EmptyState icon={ScrollText} title="No matching entries" />}
      />
    </>
  )
}

const Row = ({ entry }: { entry: PlatformAuditRow }) => (
  <Tr data-testid="audit-row">
    <Td className="whitespace-nowrap text-faint" title={formatMoment(entry.at)}>
      <Time at={entry.at} />
    </Td>
    <Td className="max-w-40 truncate">{entry.actor}</Td>
    <Td className="whitespace-nowrap">
      <code className="font-medium text-xs">{entry.action}</code>
    </Td>
    <Td className="max-w-44 truncate font-mono text-faint text-xs" title={entry.subjectId}>
      {entry.subjectId}
    </Td>
    <Td className="max-w-40 truncate">
      <TenantLink id={entry.workspaceId} name={entry.workspaceName} />
    </Td>
    <Td className="max-w-64 truncate font-mono text-faint text-xs" title={entry.detail}>
      {entry.detail}
    </Td>
  </Tr>
)
