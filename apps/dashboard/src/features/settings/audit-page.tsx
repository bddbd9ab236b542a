import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download, ScrollText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { auditSentence } from '../../lib/audit-sentence.ts'
import { downloadAudit } from '../../lib/download.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import type { AuditView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { AuditFilters } from './audit-filters.tsx'

const route = getRouteApi('/shell/settings/audit')

export function AuditPage() {
  const { page, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const audit = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.audit.list.queryOptions({ ...window, ...filter }),
  )
  const isFiltered = Object.values(filter).some(Boolean)
  const save = useMutation({ mutationFn: () => downloadAudit(filter), onError: toastError })
  return (
    <ListTable
      label="Audit log"
      query={audit}
      header={
        <>
          <CardHeader
            title="Audit log"
            description="Who changed what in this workspace, and when."
            actions={
              <Button onClick={() => save.mutate()} pending={save.isPending} data-testid="audit-csv">
                <Download />
                CSV
              </Button>
            }
          />
          <AuditFilters filter={filter} onChange={(next) => void navigate({ search: next, replace: true })} />
        </>
      }
      columns={['Item', 'Who', { label: 'When', wideOnly: true }]}
      row={(one) => <AuditRow key={one.id} entry={one} />}
      noun="entry"
      many="entries"
      empty={
        <EmptyState
          icon={ScrollText}
          title={isFiltered ? 'No results for these filters' : 'No activity yet'}
          action={
            isFiltered && <Button onClick={() => void navigate({ search: {} })}>Clear the filters</Button>
          }
        />
      }
    />
  )
}

const AuditRow = ({ entry }: { entry: AuditView }) => (
  <Tr>
    <Td className="sm:min-w-48 max-w-120">
      <span className="block break-words font-medium">{auditSentence(entry)}</span>
      <span className="block truncate font-mono text-faint text-xs max-sm:hidden">{entry.subjectId}</span>
    </Td>
    <Td className="max-w-48">
      <span className="block truncate text-soft">
        {entry.actorType === 'system' ? 'The platform' : entry.actor}
      </span>
      <Time at={entry.at} className="block text-faint text-xs sm:hidden" />
    </Td>
    <Td className="whitespace-nowrap text-faint max-sm:hidden">
      <Time at={entry.at} />
    </Td>
  </Tr>
)
