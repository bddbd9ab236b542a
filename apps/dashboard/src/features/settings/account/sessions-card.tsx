import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../../lib/api.ts'
import { deviceName } from '../../../lib/device-name.ts'
import type { SessionView } from '../../../lib/views.ts'
import { toastDone, toastError } from '../../../ui/action-toast.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { CardHeader } from '../../../ui/card.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'

export function SessionsCard() {
  const sessions = useQuery(trpc.account.sessions.queryOptions())
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries(trpc.account.sessions.queryFilter())
  const endOthers = useMutation(
    trpc.account.endOtherSessions.mutationOptions({
      onSuccess: async () => {
        await refresh()
        toastDone('You are signed out everywhere else.')
      },
      onError: toastError,
    }),
  )
  const end = useMutation(
    trpc.account.endSession.mutationOptions({ onSuccess: refresh, onError: toastError }),
  )
  const hasOthers = (sessions.data?.length ?? 0) > 1
  return (
    <ListTable
      label="Sessions"
      query={sessions}
      header={
        <CardHeader
          title="Sessions"
          description="Where you are signed in. End sessions you do not recognise."
          actions={
            hasOthers && (
              <Button
                onClick={() => endOthers.mutate()}
                pending={endOthers.isPending}
                data-testid="end-other-sessions"
              >
                End all others
              </Button>
            )
          }
        />
      }
      columns={['Device', { label: 'Address', wideOnly: true }, 'Last seen']}
      actions
      row={(one) => (
        <SessionRow
          key={one.id}
          session={one}
          isEnding={end.isPending && end.variables.id === one.id}
          onEnd={() => end.mutate({ id: one.id })}
        />
      )}
      loadingRows={2}
    />
  )
}

const SessionRow = ({
  session,
  isEnding,
  onEnd,
}: {
  session: SessionView
  isEnding: boolean
  onEnd: () => void
}) => (
  <Tr>
    <Td>
      <span className="flex flex-wrap items-center gap-2 font-medium" title={session.userAgent ?? ''}>
        {deviceName(session.userAgent)}
        {session.isThis && <Badge tone="good">this session</Badge>}
      </span>
      <span className="block text-[13px] text-faint">
        Since <Time at={session.startedAt} />
      </span>
    </Td>
    <Td className="max-w-56 truncate font-mono text-faint text-xs max-sm:hidden">{session.address ?? '–'}</Td>
    <Td className="whitespace-nowrap text-faint">
      <Time at={session.seenAt} />
    </Td>
    <Td className="text-right">
      {!session.isThis && (
        <Button look="ghost" size="sm" pending={isEnding} onClick={onEnd}>
          End
        </Button>
      )}
    </Td>
  </Tr>
)
