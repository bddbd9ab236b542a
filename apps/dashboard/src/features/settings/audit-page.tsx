import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const route = getRouteApi('/shell/settings/audit')
const size = 50

export function AuditPage() {
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const audit = useQuery({
    ...trpc.audit.list.queryOptions({ offset: pageOffset(page, size), limit: size }),
    placeholderData: keepPreviousData,
  })
  return (
    <Card>
      <CardHeader title="Audit log" description="Who changed what in this workspace, and when." />
      <QueryView query={audit} skeleton={<TableSkeleton />}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState icon={ScrollText} title="Nothing has happened yet" />
          ) : (
            <>
              <Table label="Audit log" className="border-line border-t">
                <thead>
                  <tr>
                    <Th>When</Th>
                    <Th>Who</Th>
                    <Th>What</Th>
                    <Th>On</Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <Tr key={one.id}>
                      <Td className="whitespace-nowrap text-faint">
                        <Time at={one.at} />
                      </Td>
                      <Td className="max-w-64 truncate">{one.actor}</Td>
                      <Td className="whitespace-nowrap font-medium">{one.action.replaceAll(/[._]/g, ' ')}</Td>
                      <Td className="whitespace-nowrap font-mono text-faint text-xs">{one.subjectId}</Td>
                    </Tr>
                  ))}
                </tbody>
              </Table>
              <Pagination
                page={page}
                size={size}
                total={total}
                noun="entry"
                many="entries"
                onPage={(next) => void navigate({ search: { page: next } })}
              />
            </>
          )
        }
      </QueryView>
    </Card>
  )
}
