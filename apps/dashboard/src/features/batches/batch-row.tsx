import { said } from '@assay/i18n/runtime'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Download, Play, X } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { downloadBatchResults } from '../../lib/download.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { BatchView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../ui/menu.tsx'
import { Progress } from '../../ui/progress.tsx'
import { BatchStatus } from '../../ui/status.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const formats = [
  { format: 'csv', name: 'CSV' },
  { format: 'jsonl', name: 'JSON lines, with all scores' },
  { format: 'parquet', name: 'Parquet, with all scores' },
] as const

const isOpen = ({ status }: BatchView): boolean => ['queued', 'running', 'cancelling'].includes(status)

export function BatchRow({ batch }: { batch: BatchView }) {
  const { rowsTotal, rowsDone, rowsRefused, unreadable } = batch
  const open = isOpen(batch)
  return (
    <Tr data-testid="batch-row">
      <Td className="max-w-72">
        <span className="block min-w-32 truncate font-medium">{batch.sourceName}</span>
        <Link
          to="/deployments/$deploymentId"
          params={{ deploymentId: batch.deploymentId }}
          className={`${linkLook} block truncate text-xs`}
        >
          {batch.deploymentName} v{batch.versionNumber}
        </Link>
      </Td>
      <Td>
        <BatchStatus status={batch.status} />
      </Td>
      <Td className="min-w-44 max-w-96">
        <span className="figure text-soft">
          {formatCount(rowsDone)}
          {rowsTotal !== null && ` of ${formatCount(rowsTotal)}`}
        </span>
        {open && (
          <Progress
            fraction={rowsTotal === null ? null : rowsDone / Math.max(1, rowsTotal)}
            label={`Rows of ${batch.sourceName}`}
            className="mt-1"
          />
        )}
        {batch.error && <p className="text-[13px] text-bad">{said(batch.error.message)}</p>}
        {rowsRefused > 0 && (
          <p className="text-[13px] text-faint">{plural(rowsRefused, 'row')} could not be answered.</p>
        )}
        {unreadable && unreadable.count > 0 && (
          <p className="text-[13px] text-faint">
            {plural(unreadable.count, 'line')} could not be read
            {unreadable.examples[0] &&
              `; line ${unreadable.examples[0].line}: ${unreadable.examples[0].reason}`}
          </p>
        )}
      </Td>
      <Td align="right">
        {formatCount(batch.predictions)}
        {batch.cost && (
          <span className="figure block text-faint text-xs" data-testid="batch-cost">
            {formatMoney(batch.cost.minor, batch.cost.currency, { maxDigits: 4 })}
          </span>
        )}
      </Td>
      <Td className="whitespace-nowrap text-faint">
        <Time at={batch.createdAt} />
      </Td>
      <Td align="right">
        <BatchActions batch={batch} />
      </Td>
    </Tr>
  )
}

function BatchActions({ batch }: { batch: BatchView }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const settled = {
    onSuccess: () => queries.invalidateQueries(trpc.batch.pathFilter()),
    onError: toastError,
  }
  const cancel = useMutation(trpc.batch.cancel.mutationOptions(settled))
  const resume = useMutation(trpc.batch.resume.mutationOptions(settled))
  const download = useMutation({
    mutationFn: (format: (typeof formats)[number]['format']) => downloadBatchResults(batch.id, format),
    onError: toastError,
  })
  if (batch.removed) return <span className="text-[13px] text-faint">deleted after 30 days</span>
  if (!canWrite) return null
  return (
    <span className="inline-flex gap-2">
      {(batch.status === 'queued' || batch.status === 'running') && (
        <Button size="sm" pending={cancel.isPending} onClick={() => cancel.mutate({ id: batch.id })}>
          <X />
          Cancel
        </Button>
      )}
      {batch.status === 'partial' && (
        <Button size="sm" pending={resume.isPending} onClick={() => resume.mutate({ id: batch.id })}>
          <Play />
          Resume
        </Button>
      )}
      {batch.rowsDone > 0 && (
        <Menu>
          <MenuTrigger asChild>
            <Button size="sm" pending={download.isPending} data-testid="batch-results">
              <Download />
              Results
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            {formats.map(({ format, name }) => (
              <MenuItem
                key={format}
                onSelect={() => download.mutate(format)}
                data-testid={`results-${format}`}
              >
                {name}
              </MenuItem>
            ))}
          </MenuContent>
        </Menu>
      )}
    </span>
  )
}
