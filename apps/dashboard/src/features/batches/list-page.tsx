import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { FileStack, Upload } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Th } from '../../ui/table.tsx'
import { BatchRow } from './batch-row.tsx'
import { StartDialog } from './start-dialog.tsx'

const route = getRouteApi('/shell/batches')
const size = 25

export function BatchListPage() {
  const { page = 1, start, deployment } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const asked = { offset: pageOffset(page, size), limit: size }
  const batches = useQuery({ ...trpc.batch.list.queryOptions(asked), placeholderData: keepPreviousData })
  useSubscription(
    trpc.batch.onList.subscriptionOptions(asked, {
      onData: (next) => queries.setQueryData(trpc.batch.list.queryKey(asked), next),
    }),
  )
  const setOpen = (open: boolean) =>
    void navigate({ search: { start: open ? 'new' : undefined }, replace: true })
  const button = (
    <Button look="primary" onClick={() => setOpen(true)} disabled={!canWrite} data-testid="new-batch">
      <Upload />
      Start a batch
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Batches"
        description="A deployment answers a whole file or dataset version, row by row. Each answered row is billed once."
        actions={button}
      />
      <Card>
        <QueryView query={batches} skeleton={<TableSkeleton />}>
          {({ items, total }) =>
            items.length === 0 ? (
              <EmptyState icon={FileStack} title="No batch was started yet" action={button}>
                Send a file with one example a row, and take it back with an answer in each.
              </EmptyState>
            ) : (
              <>
                <Table label="Batches">
                  <thead>
                    <tr>
                      <Th>Source</Th>
                      <Th>Status</Th>
                      <Th>Rows</Th>
                      <Th align="right">Billed</Th>
                      <Th>Started</Th>
                      <Th align="right">Results</Th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((batch) => (
                      <BatchRow key={batch.id} batch={batch} />
                    ))}
                  </tbody>
                </Table>
                <Pagination
                  page={page}
                  size={size}
                  total={total}
                  noun="batch"
                  onPage={(next) => void navigate({ search: { page: next } })}
                />
              </>
            )
          }
        </QueryView>
      </Card>
      {start === 'new' && canWrite && (
        <StartDialog deploymentId={deployment} onClose={() => setOpen(false)} />
      )}
    </>
  )
}
