import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ListChecks, RotateCcw } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { formatCount, formatDuration, plural } from '../../../lib/format.ts'
import { usePagedQuery, usePageInAddress } from '../../../lib/paged-query.ts'
import type { QueueRow } from '../../../lib/views.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { CardHeader } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { numericColumns } from '../../../ui/data-table.tsx'
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Stat, StatRow } from '../../../ui/stat.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { jobStates } from './job-looks.ts'
import { JobRow } from './job-row.tsx'

const route = getRouteApi('/shell/operator/jobs')
const liveMs = 3_000

/** The queue as it is this moment: what waits and since when, what runs, what has failed for good. */
export function JobsPage() {
  const { page, ...filters } = route.useSearch()
  const navigate = route.useNavigate()
  const live = { refetchInterval: liveMs }
  const kinds = useQuery({
    ...trpc.operations.system.queryOptions(undefined, live),
    select: ({ queue }) => queue,
  })
  const jobs = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operations.jobs.queryOptions({ ...filters, ...window }, live),
  )
  const queue = kinds.data ?? []
  const dead = queue.reduce((sum, one) => sum + one.dead, 0)
  const narrow = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true })
  return (
    <>
      <PageHeader
        title="Jobs"
        description="All background jobs, live."
        actions={dead > 0 && <RetryAll dead={dead} />}
      />
      <div className="grid gap-6">
        <QueueFigures queue={queue} />
        <ListTable
          label="Job types"
          query={kinds}
          header={<CardHeader title="By kind" description="Done and failed within the last hour." />}
          columns={[
            'Job',
            ...numericColumns('Waiting', 'Running', 'Oldest waiting', 'Done', 'Failed', 'Dead letter'),
          ]}
          row={(one) => <KindRow key={one.name} kind={one} />}
          empty={
            <EmptyState icon={ListChecks} title="No jobs waiting or running">
              Uploads, training runs, batches, e-mails and webhooks appear here as they come in.
            </EmptyState>
          }
        />
        <div>
          <FilterBar>
            <FilterSelect
              label="Status"
              every="Any state"
              value={filters.state}
              options={jobStates}
              onChange={(state) => narrow({ state })}
            />
            <FilterSelect
              label="Type"
              every="Any kind"
              value={filters.name}
              options={queue.map(({ name }) => ({ value: name, label: name }))}
              onChange={(name) => narrow({ name })}
            />
          </FilterBar>
          <ListTable
            label="Jobs in the queue"
            query={jobs}
            columns={['Job', 'Workspace', 'Status', 'Attempts', 'Age', 'Last error']}
            actions
            row={(one) => <JobRow key={one.id} job={one} />}
            noun="job"
            empty={<EmptyState icon={ListChecks} title="No matching jobs in the queue" />}
          />
        </div>
      </div>
    </>
  )
}

function QueueFigures({ queue }: { queue: QueueRow[] }) {
  const sum = (of: (row: QueueRow) => number) => queue.reduce((total, row) => total + of(row), 0)
  const oldest = Math.max(-1, ...queue.map(({ oldestSeconds }) => oldestSeconds ?? -1))
  return (
    <StatRow>
      <Stat label="Waiting" value={formatCount(sum((row) => row.waiting))} />
      <Stat label="Running" value={formatCount(sum((row) => row.running))} />
      <Stat label="Oldest waiting" value={oldest < 0 ? '–' : formatDuration(oldest)} />
      <Stat label="Done, last hour" value={formatCount(sum((row) => row.doneLastHour))} />
      <Stat label="Dead letter" value={formatCount(sum((row) => row.dead))} data-testid="dead-jobs" />
    </StatRow>
  )
}

const KindRow = ({ kind }: { kind: QueueRow }) => (
  <Tr>
    <Td className="font-mono text-xs">{kind.name}</Td>
    <Td align="right">{formatCount(kind.waiting)}</Td>
    <Td align="right">{formatCount(kind.running)}</Td>
    <Td align="right">{kind.oldestSeconds === null ? '–' : formatDuration(kind.oldestSeconds)}</Td>
    <Td align="right">{formatCount(kind.doneLastHour)}</Td>
    <Td align="right" className={kind.failedLastHour > 0 ? 'text-warn' : 'text-faint'}>
      {formatCount(kind.failedLastHour)}
    </Td>
    <Td align="right" className={kind.dead > 0 ? 'text-bad' : 'text-faint'}>
      {formatCount(kind.dead)}
    </Td>
  </Tr>
)

function RetryAll({ dead }: { dead: number }) {
  const queries = useQueryClient()
  const retry = useMutation(
    trpc.operations.retryJobs.mutationOptions({
      onSuccess: async ({ jobs }) => {
        await queries.invalidateQueries(trpc.operations.pathFilter())
        toastDone(`${plural(jobs, 'job')} will be retried.`)
      },
    }),
  )
  return (
    <ConfirmDialog
      trigger={
        <Button data-testid="retry-all">
          <RotateCcw />
          Retry all dead letters
        </Button>
      }
      title={`Retry ${plural(dead, 'job')}?`}
      confirm="Retry"
      onConfirm={() => retry.mutateAsync({ ids: null })}
      testId="confirm-retry-all"
    >
      Each job gets all its attempts again, starting now. Jobs can safely run twice.
    </ConfirmDialog>
  )
}
