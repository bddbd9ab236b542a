import { useQuery } from '@tanstack/react-query'
import { ExternalLink, Server } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { formatBytes, formatCompact, formatCount, formatMs, plural } from '../../../lib/format.ts'
import { backendName } from '../../../lib/names.ts'
import type { WorkerView } from '../../../lib/views.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { numericColumns } from '../../../ui/data-table.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'

/** Each worker process: whether it lives, what it computes with, and how full it is. */
export function WorkersPage() {
  const system = trpc.operations.system.queryOptions(undefined, { refetchInterval: 3_000 })
  const workers = useQuery({ ...system, select: (view) => view.workers })
  const { data: stripe } = useQuery({ ...system, select: (view) => view.localStripeUrl })
  return (
    <>
      <PageHeader
        title="Workers"
        description="The processes that train, host models and run jobs."
        actions={
          stripe &&
          /^https?:\/\//.test(stripe) && (
            <Button asChild>
              <a href={stripe} target="_blank" rel="noreferrer">
                Local Stripe
                <ExternalLink />
              </a>
            </Button>
          )
        }
      />
      <ListTable
        label="Workers"
        query={workers}
        columns={[
          'Worker',
          'Heartbeat',
          'Neural nets train on',
          ...numericColumns('Load', 'Memory', 'Models loaded', 'Active runs'),
        ]}
        row={(one) => <WorkerRow key={one.id} worker={one} />}
        empty={
          <EmptyState icon={Server} tone="bad" title="No worker has reported yet">
            Without a worker, nothing is ingested, trained or predicted.
          </EmptyState>
        }
      />
    </>
  )
}

const WorkerRow = ({ worker }: { worker: WorkerView }) => (
  <Tr data-testid="worker-row">
    <Td>
      <span className="block font-medium">{worker.host ?? 'Unknown machine'}</span>
      <span className="block font-mono text-faint text-xs">{worker.id}</span>
      <span className="block text-faint text-xs">
        {worker.url}
        {worker.version && ` · v${worker.version}`}
      </span>
    </Td>
    <Td>
      <Badge tone={worker.silent ? 'bad' : 'good'} dot>
        <Time at={worker.heartbeatAt} />
      </Badge>
      <span className="block whitespace-nowrap text-faint text-xs">
        Started <Time at={worker.startedAt} />
      </span>
    </Td>
    <Td className="min-w-36">
      <Backend backend={worker.backend} />
    </Td>
    <Td align="right">
      {worker.load === null || worker.cores === null ? (
        '–'
      ) : (
        <>
          {formatCompact(worker.load)}
          <span className="block text-faint text-xs">of {plural(worker.cores, 'core')}</span>
        </>
      )}
    </Td>
    <Td align="right" className="min-w-32">
      {formatBytes(worker.memoryBytes)}
      {worker.machineBytes !== null && (
        <>
          <span className="block text-faint text-xs">of {formatBytes(worker.machineBytes)}</span>
          <Progress
            fraction={worker.memoryBytes / worker.machineBytes}
            label="Share of the machine's memory"
            className="mt-1 h-1"
          />
        </>
      )}
    </Td>
    <Td align="right">
      {formatCount(worker.loadedModels)}
      <span className="block text-faint text-xs">{formatBytes(worker.modelBytes)}</span>
    </Td>
    <Td align="right">{formatCount(worker.runningTrainings)}</Td>
  </Tr>
)

/** The rung of the ladder that a measurement chose; without a net nothing had to be chosen. */
const Backend = ({ backend }: { backend: WorkerView['backend'] }) =>
  backend === null ? (
    <span className="text-[13px] text-faint">No neural net yet</span>
  ) : (
    <>
      <span className="block">{backendName(backend.name)}</span>
      {backend.adapter && <span className="block text-faint text-xs">{backend.adapter}</span>}
      {backend.stepMs !== null && (
        <span className="block text-faint text-xs">{formatMs(backend.stepMs)} a step</span>
      )}
    </>
  )
