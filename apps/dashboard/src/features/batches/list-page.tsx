import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { FileStack, Upload } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useFeature } from '../../lib/features.ts'
import { usePagedQuery, usePageInAddress, windowOf } from '../../lib/paged-query.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { SwitchedOff } from '../../ui/switched-off.tsx'
import { BatchRow } from './batch-row.tsx'
import { StartDialog } from './start-dialog.tsx'

const route = getRouteApi('/shell/batches')
const size = 25

export function BatchListPage() {
  const { start, deployment } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const isOn = useFeature('batches')
  const queries = useQueryClient()
  const [page, onPage] = usePageInAddress()
  const asked = windowOf(page, size)
  const batches = usePagedQuery([page, onPage], size, () => trpc.batch.list.queryOptions(asked))
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
        description="Run a deployment on a whole file or dataset version, row by row. Each answered row is billed once."
        actions={isOn && button}
      />
      {!isOn && batches.data && batches.data.total > 0 && (
        <Notice tone="warn" className="mb-4" data-testid="switched-off">
          Whoever runs this platform has switched batches off: none can be started. These stay here.
        </Notice>
      )}
      <ListTable
        label="Batches"
        query={batches}
        columns={[
          'Source',
          'Status',
          'Rows',
          ...numericColumns('Billed'),
          'Started',
          ...numericColumns('Results'),
        ]}
        row={(batch) => <BatchRow key={batch.id} batch={batch} />}
        noun="batch"
        empty={
          isOn ? (
            <EmptyState icon={FileStack} title="No batches yet" action={button}>
              Upload a file with one example per row and download it with an answer in each.
            </EmptyState>
          ) : (
            <SwitchedOff title="Batches are switched off">Send the rows as single calls.</SwitchedOff>
          )
        }
      />
      {start === 'new' && canWrite && isOn && (
        <StartDialog deploymentId={deployment} onClose={() => setOpen(false)} />
      )}
    </>
  )
}
