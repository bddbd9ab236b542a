import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { WebhookEndpointView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../ui/menu.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { WebhookDialog, WebhookSecretShown } from './webhook-dialog.tsx'

/** Time to put the new secret everywhere. */
const overlapHours = 24

export function WebhookRow({ webhook, onLog }: { webhook: WebhookEndpointView; onLog: () => void }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const options = {
    onSuccess: () => queries.invalidateQueries(trpc.webhook.pathFilter()),
    onError: toastError,
  }
  const test = useMutation(
    trpc.webhook.test.mutationOptions({
      onSuccess: () => {
        onLog()
        return options.onSuccess()
      },
      onError: toastError,
    }),
  )
  const update = useMutation(trpc.webhook.update.mutationOptions(options))
  const rotate = useMutation(trpc.webhook.rotate.mutationOptions(options))
  const remove = useMutation(trpc.webhook.delete.mutationOptions({ onSuccess: options.onSuccess }))
  const { id, disabledAt } = webhook
  return (
    <Tr>
      <Td className="max-w-80">
        <span className="block truncate font-medium" title={webhook.url}>
          {webhook.url}
        </span>
        <span className="block truncate text-faint text-xs" title={webhook.events.join(' · ')}>
          {plural(webhook.events.length, 'event')}
        </span>
      </Td>
      <Td>
        <WebhookState webhook={webhook} />
      </Td>
      <Td className="text-right">
        <span className="inline-flex items-center gap-1">
          <Button look="ghost" size="sm" onClick={onLog} data-testid="webhook-log">
            Deliveries
          </Button>
          {canManage && (
            <>
              <Button
                look="ghost"
                size="sm"
                pending={test.isPending}
                disabled={disabledAt !== null}
                onClick={() => test.mutate({ id })}
                data-testid="test-webhook"
              >
                Send a test
              </Button>
              <ConfirmDialog
                trigger={
                  <Button look="ghost" size="sm">
                    Delete
                  </Button>
                }
                title="Delete this webhook?"
                confirm="Delete webhook"
                onConfirm={() => remove.mutateAsync({ id })}
              >
                Nothing more is sent to {webhook.url}, and its log is deleted.
              </ConfirmDialog>
              <Menu>
                <MenuTrigger asChild>
                  <Button look="ghost" size="sm" aria-label={`More for ${webhook.url}`}>
                    <Ellipsis />
                  </Button>
                </MenuTrigger>
                <MenuContent align="end">
                  <MenuItem onSelect={() => setEditing(true)}>Change…</MenuItem>
                  <MenuItem onSelect={() => rotate.mutate({ id, overlapHours })}>
                    New secret (old one valid for a day)
                  </MenuItem>
                  <MenuItem onSelect={() => update.mutate({ id, enabled: disabledAt !== null })}>
                    {disabledAt ? 'Enable' : 'Disable'}
                  </MenuItem>
                </MenuContent>
              </Menu>
            </>
          )}
        </span>
        {editing && <WebhookDialog webhook={webhook} onClose={() => setEditing(false)} />}
        {rotate.data && <WebhookSecretShown value={rotate.data.secret} onClose={rotate.reset} />}
      </Td>
    </Tr>
  )
}

const WebhookState = ({ webhook: { disabledAt, failingSince } }: { webhook: WebhookEndpointView }) => {
  if (disabledAt) return <Badge>off</Badge>
  if (failingSince)
    return (
      <Badge tone="bad">
        failing since <Time at={failingSince} />
      </Badge>
    )
  return <Badge tone="good">enabled</Badge>
}
