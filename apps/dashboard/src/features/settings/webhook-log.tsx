import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { usePagedQuery } from '../../lib/paged-query.ts'
import { useSession } from '../../lib/session.ts'
import type { WebhookDeliveryView, WebhookEndpointView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const tones: Record<WebhookDeliveryView['status'], Tone> = {
  pending: 'warn',
  delivered: 'good',
  failed: 'bad',
}

/** What was sent to one endpoint, looked at every few seconds while it is open. */
export function WebhookLog({ webhook }: { webhook: WebhookEndpointView }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const log = usePagedQuery(useState(1), 20, (window) =>
    trpc.webhook.deliveries.queryOptions({ id: webhook.id, ...window }, { refetchInterval: 3_000 }),
  )
  const onSuccess = () => queries.invalidateQueries(trpc.webhook.pathFilter())
  const replay = useMutation(trpc.webhook.replay.mutationOptions({ onSuccess, onError: toastError }))
  const replayFailed = useMutation(
    trpc.webhook.replayFailed.mutationOptions({
      onSuccess: ({ queued }) => {
        toastDone(queued === 0 ? 'No failed deliveries.' : `Resending ${queued}.`)
        return onSuccess()
      },
      onError: toastError,
    }),
  )
  const canSend = canManage && webhook.disabledAt === null
  return (
    <ListTable
      className="mt-6"
      label="Deliveries"
      query={log}
      header={
        <CardHeader
          title="Deliveries"
          description={`Sent to ${webhook.url} in the last 30 days.`}
          actions={
            canSend && (
              <Button
                pending={replayFailed.isPending}
                onClick={() => replayFailed.mutate({ id: webhook.id, since: new Date(0) })}
              >
                Resend all failed
              </Button>
            )
          }
        />
      }
      columns={['When', 'Event', 'Result']}
      actions
      row={(one) => (
        <DeliveryRow
          key={one.id}
          delivery={one}
          onReplay={canSend ? () => replay.mutate({ id: one.id }) : null}
        />
      )}
      noun="delivery"
      many="deliveries"
      loadingRows={3}
      empty={
        <EmptyState icon={Send} title="No deliveries yet" className="pt-6">
          Send a test event to see one arrive.
        </EmptyState>
      }
    />
  )
}

function DeliveryRow({
  delivery,
  onReplay,
}: {
  delivery: WebhookDeliveryView
  onReplay: (() => void) | null
}) {
  const last = delivery.attempts.at(-1)
  return (
    <Tr>
      <Td className="whitespace-nowrap align-top text-faint">
        <Time at={delivery.createdAt} />
      </Td>
      <Td className="max-w-96 align-top">
        <details>
          <summary className="cursor-pointer rounded font-medium">{delivery.event}</summary>
          <pre className="mt-2 overflow-x-auto whitespace-pre-wrap break-all text-xs">{delivery.body}</pre>
          {delivery.attempts.map((one) => (
            <p key={one.at} className="mt-2 break-all text-faint text-xs">
              <Time at={new Date(one.at)} /> · {one.ms} ms · {one.status ?? 'no response'}
              {one.error && ` · ${one.error}`}
              {one.response && ` · ${one.response}`}
            </p>
          ))}
        </details>
      </Td>
      <Td className="align-top">
        <Badge tone={tones[delivery.status]}>{delivery.status}</Badge>
        <span className="block text-faint text-xs">{last && (last.status ?? last.error)}</span>
        {delivery.status === 'pending' && delivery.nextAttemptAt && last && (
          <span className="block text-faint text-xs">
            next try <Time at={delivery.nextAttemptAt} />
          </span>
        )}
      </Td>
      <Td className="text-right align-top">
        {onReplay && (
          <Button look="ghost" size="sm" onClick={onReplay}>
            Resend
          </Button>
        )}
      </Td>
    </Tr>
  )
}
