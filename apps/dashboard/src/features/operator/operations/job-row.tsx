import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { formatCount } from '../../../lib/format.ts'
import type { QueuedJob } from '../../../lib/views.ts'
import { toastDone, toastError } from '../../../ui/action-toast.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { jobLooks } from './job-looks.ts'
import { TenantLink } from './tenant-link.tsx'

export function JobRow({ job }: { job: QueuedJob }) {
  const look = jobLooks[job.state]
  return (
    <Tr data-testid="job-row">
      <Td className="max-w-56">
        <span className="block truncate font-mono text-xs">{job.name}</span>
        <span className="block truncate text-faint text-xs" title={job.subject}>
          {job.subject}
        </span>
      </Td>
      <Td className="max-w-40 truncate">
        <TenantLink id={job.workspaceId} name={job.workspaceName} />
      </Td>
      <Td>
        <Badge tone={look.tone} dot live={job.state === 'running'}>
          {look.label}
        </Badge>
      </Td>
      <Td className="figure whitespace-nowrap text-soft">
        {formatCount(job.attempts)} of {formatCount(job.maxAttempts)}
      </Td>
      <Td className="whitespace-nowrap text-faint">
        <Time at={job.createdAt} />
      </Td>
      <Td className="max-w-72">
        {job.lastError ? <LastError text={job.lastError} /> : <span className="text-faint">–</span>}
      </Td>
      <Td align="right">{job.state === 'dead' && <DeadJob job={job} />}</Td>
    </Tr>
  )
}

/** The first line, and the rest for whoever wants it. */
function LastError({ text }: { text: string }) {
  const [open, setOpen] = useState(false)
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={() => setOpen(!open)}
      className={
        open
          ? 'block w-full whitespace-pre-wrap break-words text-left font-mono text-bad text-xs'
          : 'block w-full truncate text-left text-[13px] text-bad'
      }
    >
      {open ? text : text.split('\n')[0]}
    </button>
  )
}

function DeadJob({ job }: { job: QueuedJob }) {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries(trpc.operations.pathFilter())
  const retry = useMutation(
    trpc.operations.retryJobs.mutationOptions({
      onSuccess: async () => {
        await refresh()
        toastDone('The job will be retried.')
      },
      onError: toastError,
    }),
  )
  const discard = useMutation(trpc.operations.discardJobs.mutationOptions({ onSuccess: refresh }))
  return (
    <span className="inline-flex gap-2">
      <Button
        size="sm"
        pending={retry.isPending}
        onClick={() => retry.mutate({ ids: [job.id] })}
        data-testid="retry-job"
      >
        Retry
      </Button>
      <ConfirmDialog
        trigger={
          <Button size="sm" data-testid="discard-job">
            Discard
          </Button>
        }
        title="Discard this job?"
        confirm="Discard job"
        onConfirm={() => discard.mutateAsync({ ids: [job.id] })}
        testId="confirm-discard"
      >
        {job.name} will not be completed or retried.
      </ConfirmDialog>
    </span>
  )
}
