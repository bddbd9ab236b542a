import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Timer } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatDuration, formatPercent } from '../../lib/format.ts'
import { Card } from '../../ui/card.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TrainingStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const size = 25

/** Training runs, newest first: of the workspace, or of one model. */
export function RunsTable({
  modelId,
  page,
  onPage,
}: {
  modelId?: string
  page: number
  onPage: (page: number) => void
}) {
  const runs = useQuery({
    ...trpc.training.list.queryOptions({
      offset: pageOffset(page, size),
      limit: size,
      ...(modelId ? { modelId } : {}),
    }),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  })
  return (
    <Card>
      <QueryView query={runs} skeleton={<TableSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState icon={Timer} title="No training runs yet">
              They appear here as soon as one starts, and stay with their outcome and cost.
            </EmptyState>
          ) : (
            <>
              <Table label="Training runs">
                <thead>
                  <tr>
                    <Th>Model</Th>
                    <Th className={wideOnly}>Data</Th>
                    <Th>Status</Th>
                    <Th align="right">Progress</Th>
                    <Th className={wideOnly} align="right">
                      Compute
                    </Th>
                    <Th>Started</Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <Tr key={one.id} className={rowLook}>
                      <Td className="max-w-64">
                        <Link
                          to="/training/$jobId"
                          params={{ jobId: one.id }}
                          className={`${rowLink} block truncate`}
                        >
                          {one.modelName}
                        </Link>
                      </Td>
                      <Td className="max-w-56 truncate text-soft max-sm:hidden">{one.datasetName}</Td>
                      <Td>
                        <TrainingStatus status={one.status} />
                      </Td>
                      <Td align="right">
                        {one.status === 'running' && one.progress
                          ? formatPercent(one.progress.fraction, 0)
                          : '–'}
                      </Td>
                      <Td align="right" className={wideOnly}>
                        {formatDuration(one.seconds)}
                      </Td>
                      <Td className="whitespace-nowrap text-faint">
                        <Time at={one.createdAt} />
                      </Td>
                    </Tr>
                  ))}
                </tbody>
              </Table>
              <Pagination page={page} size={size} total={total} noun="run" onPage={onPage} />
            </>
          )
        }
      </QueryView>
    </Card>
  )
}
