import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { WebhookEndpointView, WebhookEvent } from '../../lib/views.ts'
import { CheckboxGroup } from '../../ui/checkbox.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ResultDialog } from '../../ui/result-dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { webhookEventNames, webhookEventWords } from './webhook-events.ts'

/** Mounted while it is open; without a `webhook` it makes one. */
export function WebhookDialog({ webhook, onClose }: { webhook?: WebhookEndpointView; onClose: () => void }) {
  const queries = useQueryClient()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [events, setEvents] = useState<WebhookEvent[]>(
    webhookEventNames.filter((name) => !webhook || webhook.events.includes(name)),
  )
  const onSuccess = () => queries.invalidateQueries(trpc.webhook.pathFilter())
  const create = useMutation(trpc.webhook.create.mutationOptions({ onSuccess }))
  const update = useMutation(
    trpc.webhook.update.mutationOptions({ onSuccess: () => onSuccess().then(onClose) }),
  )
  const submit = () =>
    webhook ? update.mutate({ id: webhook.id, url, events }) : create.mutate({ url, events })
  if (create.data) return <WebhookSecretShown value={create.data.secret} onClose={onClose} />
  return (
    <FormDialog
      title={webhook ? 'Change webhook' : 'New webhook'}
      action={webhook ? 'Save' : 'Create webhook'}
      testId="save-webhook"
      work={webhook ? update : create}
      valid={url !== '' && events.length > 0}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Address"
        hint="Events are sent here as signed JSON over https."
        testId="webhook-url"
        required
        type="url"
        maxLength={2_000}
        placeholder="https://example.com/hooks/predictions"
        value={url}
        onType={setUrl}
      />
      <CheckboxGroup
        label="Notify when"
        options={webhookEventNames.map((value) => ({ value, label: webhookEventWords[value] }))}
        chosen={events}
        onChange={setEvents}
      />
    </FormDialog>
  )
}

/** The one sight of a secret. */
export const WebhookSecretShown = ({ value, onClose }: { value: string; onClose: () => void }) => (
  <ResultDialog title="Signing secret" action="I’ve copied it" once onClose={onClose}>
    <CopyField text={value} label="the secret" data-testid="webhook-secret" />
    <Notice tone="warn">
      Copy it now: it is not shown again. Any Standard Webhooks library can verify deliveries with it.
    </Notice>
  </ResultDialog>
)
