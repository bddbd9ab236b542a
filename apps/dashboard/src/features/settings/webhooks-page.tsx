import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table, Th } from '../../ui/table.tsx'
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
      <Card>
        <CardHeader
          title="Webhooks"
          description="Your server hears of what happens here, signed as Standard Webhooks say."
          actions={
            canManage && (
              <Button look="primary" onClick={() => setCreating(true)} data-testid="new-webhook">
                <Plus />
                New webhook
              </Button>
            )
          }
        />
        <QueryView query={webhooks} skeleton={<TableSkeleton rows={2} />}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={Webhook} title="No webhooks yet" className="pt-6">
                Create one to hear of finished runs, changed deployments, used quotas and invoices.
              </EmptyState>
            ) : (
              <Table label="Webhooks" className="border-line border-t">
                <thead>
                  <tr>
                    <Th>Address</Th>
                    <Th>State</Th>
                    <Th>
                      <span className="sr-only">What can be done</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <WebhookRow key={one.id} webhook={one} onLog={() => setChosen(one.id)} />
                  ))}
                </tbody>
              </Table>
            )
          }
        </QueryView>
      </Card>
      {shown && <WebhookLog key={shown.id} webhook={shown} />}
      {creating && <WebhookDialog onClose={() => setCreating(false)} />}
    </>
  )
}
