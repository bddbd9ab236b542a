import { Link } from '@tanstack/react-router'
import { Timer } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatDuration, formatPercent } from '../../lib/format.ts'
import { type HeldPage, usePagedQuery } from '../../lib/paged-query.ts'
import { numericColumns } from '../../ui/data-table.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TrainingStatus } from '../../ui/status.tsx'
import { rowLink, rowLook, Td, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** Training runs, newest first: of the workspace, or of one model. */
export function RunsTable({ modelId, pages }: { modelId?: string; pages: HeldPage }) {
  const runs = usePagedQuery(pages, 25, (window) =>
    trpc.training.list.queryOptions({ ...window, ...(modelId && { modelId }) }, { refetchInterval: 5_000 }),
  )
  return (
    <ListTable
      label="Training runs"
      query={runs}
      columns={[
        'Model',
        { label: 'Data', wideOnly: true },
        'Status',
        ...numericColumns('Progress'),
        { label: 'Compute', align: 'right', wideOnly: true },
        'Started',
      ]}
      row={(one) => (
        <Tr key={one.id} className={rowLook}>
          <Td className="max-w-64">
            <Link to="/training/$jobId" params={{ jobId: one.id }} className={`${rowLink} block truncate`}>
              {one.modelName}
            </Link>
          </Td>
          <Td className="max-w-56 truncate text-soft max-sm:hidden">{one.datasetName}</Td>
          <Td>
            <TrainingStatus status={one.status} />
          </Td>
          <Td align="right">
            {one.status === 'running' && one.progress ? formatPercent(one.progress.fraction, 0) : '–'}
          </Td>
          <Td align="right" className={wideOnly}>
            {formatDuration(one.seconds)}
          </Td>
          <Td className="whitespace-nowrap text-faint">
            <Time at={one.createdAt} />
          </Td>
        </Tr>
      )}
      noun="run"
      empty={
        <EmptyState icon={Timer} title="No training runs yet">
          Runs appear here as soon as they start and stay with their outcome and cost.
        </EmptyState>
      }
    />
  )
}
