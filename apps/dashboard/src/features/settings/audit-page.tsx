import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download, ScrollText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { auditSentence } from '../../lib/audit-sentence.ts'
import { downloadAudit } from '../../lib/download.ts'
import type { AuditView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { AuditFilters } from './audit-filters.tsx'

const route = getRouteApi('/shell/settings/audit')
const size = 50

export function AuditPage() {
  const { page = 1, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const audit = useQuery({
    ...trpc.audit.list.queryOptions({ offset: pageOffset(page, size), limit: size, ...filter }),
    placeholderData: keepPreviousData,
  })
  const isFiltered = Object.values(filter).some(Boolean)
  const save = useMutation({ mutationFn: () => downloadAudit(filter), onError: toastError })
  return (
    <Card>
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
      <QueryView query={audit} skeleton={<TableSkeleton />}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState
              icon={ScrollText}
              title={isFiltered ? 'Nothing matches these filters' : 'Nothing has happened yet'}
              action={
                isFiltered && <Button onClick={() => void navigate({ search: {} })}>Clear the filters</Button>
              }
            />
          ) : (
            <>
              <Table label="Audit log" className="border-line border-t">
                <thead>
                  <tr>
                    <Th>What</Th>
                    <Th>Who</Th>
                    <Th className={wideOnly}>When</Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <AuditRow key={one.id} entry={one} />
                  ))}
                </tbody>
              </Table>
              <Pagination
                page={page}
                size={size}
                total={total}
                noun="entry"
                many="entries"
                onPage={(next) => void navigate({ search: { ...filter, page: next } })}
              />
            </>
          )
        }
      </QueryView>
    </Card>
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
