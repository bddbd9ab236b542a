import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { CardHeader } from '../../ui/card.tsx'
import { ListTable } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'
import { WebhookLog } from './webhook-log.tsx'
import { WebhookRow } from './webhook-row.tsx'

export function WebhooksPage() {
  const { canManage } = useSession()
  const webhooks = useQuery(trpc.webhook.list.queryOptions())
  const [creating, setCreating] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = webhooks.data?.find(({ id }) => id === chosen)
  return (
    <>
      <ListTable
        label="Webhooks"
        query={webhooks}
        header={
          <CardHeader
            title="Webhooks"
            description="Sends events to your server, signed per the Standard Webhooks spec."
            actions={
              canManage && (
                <Button look="primary" onClick={() => setCreating(true)} data-testid="new-webhook">
                  <Plus />
                  New webhook
                </Button>
              )
            }
          />
        }
        columns={['Address', 'Status']}
        actions
        row={(one) => <WebhookRow key={one.id} webhook={one} onLog={() => setChosen(one.id)} />}
        loadingRows={2}
        empty={
          <EmptyState icon={Webhook} title="No webhooks yet" className="pt-6">
            Create one to be notified of finished runs, deployment changes, quota usage and invoices.
          </EmptyState>
        }
      />
      {shown && <WebhookLog key={shown.id} webhook={shown} />}
      {creating && <WebhookDialog onClose={() => setCreating(false)} />}
    </>
  )
}
