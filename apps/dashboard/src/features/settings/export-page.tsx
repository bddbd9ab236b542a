import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Archive, Download } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatBytes, formatCount, formatDay } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { TakeoutView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { Progress } from '../../ui/progress.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'

const isOpen = ({ state }: TakeoutView) => state === 'queued' || state === 'running'

/** Everything of the workspace as one archive. */
export function ExportPage() {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const takeouts = useQuery({
    ...trpc.takeout.list.queryOptions(undefined, { enabled: canManage }),
    refetchInterval: (query) => (query.state.data?.some(isOpen) ? 1_500 : false),
  })
  const start = useMutation(
    trpc.takeout.start.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.takeout.pathFilter()),
      onError: toastError,
    }),
  )
  const isBusy = takeouts.data?.some(isOpen) ?? false
  return (
    <Card className="max-w-3xl">
      <CardHeader
        title="Export everything"
        description="Data, models, usage, invoices, services and the audit log in one ZIP."
        actions={
          canManage && (
            <Button
              look="primary"
              disabled={isBusy}
              pending={start.isPending}
              onClick={() => start.mutate()}
              data-testid="start-export"
            >
              Create an export
            </Button>
          )
        }
      />
      {!canManage ? (
        <CardBody className="text-[13px] text-faint">Owners and admins can export the workspace.</CardBody>
      ) : (
        <QueryView query={takeouts} skeleton={<TableSkeleton rows={2} />}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={Archive} title="No export yet">
                You get an e-mail when it is ready. It can be downloaded for seven days.
              </EmptyState>
            ) : (
              <ul aria-label="Exports" className="border-line border-t">
                {items.map((one) => (
                  <TakeoutRow key={one.id} takeout={one} />
                ))}
              </ul>
            )
          }
        </QueryView>
      )}
    </Card>
  )
}

function TakeoutRow({ takeout }: { takeout: TakeoutView }) {
  const { workspace } = useSession()
  const { id, state, bytes, expiresAt, error, requestedBy, createdAt } = takeout
  return (
    <li className="grid gap-2 border-line border-b px-5 py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <Time at={createdAt} />
            <StateBadge state={state} />
          </p>
          {requestedBy && <p className="truncate text-[13px] text-faint">{requestedBy}</p>}
        </div>
        {state === 'ready' && bytes !== null && expiresAt && (
          <div className="flex flex-wrap items-center gap-3">
            <span className="text-[13px] text-faint">
              {`${formatBytes(bytes)}, until ${formatDay(expiresAt)}`}
            </span>
            <Button size="sm" asChild>
              <a
                href={`/v1/takeouts/${id}?workspace=${encodeURIComponent(workspace.id)}`}
                download
                data-testid="download-export"
              >
                <Download />
                Download
              </a>
            </Button>
          </div>
        )}
      </div>
      {isOpen(takeout) && <Making takeout={takeout} />}
      {state === 'failed' && <p className="text-[13px] text-bad">{error}</p>}
    </li>
  )
}

const Making = ({ takeout: { filesDone, filesTotal } }: { takeout: TakeoutView }) =>
  filesTotal === null ? (
    <p className="text-[13px] text-faint">Scanning the workspace…</p>
  ) : (
    <div className="grid gap-1.5">
      <Progress fraction={filesTotal === 0 ? 0 : filesDone / filesTotal} label="Export" />
      <p className="figure text-[13px] text-faint">
        {`${formatCount(filesDone)} of ${formatCount(filesTotal)} files`}
      </p>
    </div>
  )

const states = {
  queued: { tone: 'neutral', text: 'Waiting' },
  running: { tone: 'accent', text: 'Generating' },
  ready: { tone: 'good', text: 'Ready' },
  failed: { tone: 'bad', text: 'Failed' },
  expired: { tone: 'neutral', text: 'Deleted after seven days' },
} as const

const StateBadge = ({ state }: { state: TakeoutView['state'] }) => (
  <Badge tone={states[state].tone} live={state === 'running'}>
    {states[state].text}
  </Badge>
)
