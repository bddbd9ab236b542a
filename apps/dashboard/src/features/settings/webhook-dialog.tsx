import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { WebhookEndpointView, WebhookEvent } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (webhook) update.mutate({ id: webhook.id, url, events })
    else create.mutate({ url, events })
  }
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      {create.data ? (
        <WebhookSecretShown value={create.data.secret} onDone={onClose} />
      ) : (
        <DialogContent title={webhook ? 'Change webhook' : 'New webhook'}>
          <form onSubmit={submit} className="contents">
            <DialogBody>
              <Field label="Address" hint="Events are posted here as signed JSON, over https.">
                {(control) => (
                  <Input
                    {...control}
                    data-testid="webhook-url"
                    required
                    type="url"
                    maxLength={2_000}
                    placeholder="https://example.com/hooks/predictions"
                    value={url}
                    onChange={(event) => setUrl(event.target.value)}
                  />
                )}
              </Field>
              <fieldset className="grid gap-2">
                <legend className="mb-1.5 font-medium text-[13px]">Tell it when</legend>
                {webhookEventNames.map((name) => (
                  <Checkbox
                    key={name}
                    checked={events.includes(name)}
                    onChange={(on) =>
                      setEvents(on ? [...events, name] : events.filter((one) => one !== name))
                    }
                  >
                    {webhookEventWords[name]}
                  </Checkbox>
                ))}
              </fieldset>
              <FormError error={create.error ?? update.error} />
            </DialogBody>
            <DialogFooter>
              <Button onClick={onClose}>Cancel</Button>
              <Button
                type="submit"
                look="primary"
                pending={create.isPending || update.isPending}
                disabled={url === '' || events.length === 0}
                data-testid="save-webhook"
              >
                {webhook ? 'Save' : 'Create webhook'}
              </Button>
            </DialogFooter>
          </form>
        </DialogContent>
      )}
    </Dialog>
  )
}

/** The one sight of a secret. */
export const WebhookSecretShown = ({ value, onDone }: { value: string; onDone: () => void }) => (
  <DialogContent title="The signing secret" locked>
    <DialogBody>
      <CopyField text={value} label="the secret" data-testid="webhook-secret" />
      <Notice tone="warn">
        Copy it now: it is not shown again. Any library of Standard Webhooks verifies deliveries with it.
      </Notice>
    </DialogBody>
    <DialogFooter>
      <Button look="primary" onClick={onDone}>
        I have copied it
      </Button>
    </DialogFooter>
  </DialogContent>
)
