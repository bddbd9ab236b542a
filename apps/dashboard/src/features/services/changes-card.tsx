import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { EngagementChange, EngagementDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { TextDialog } from '../../ui/text-dialog.tsx'
import { ChangeBody } from './change-body.tsx'
import { SignDialog } from './sign-dialog.tsx'

/** Change requests, and the tenant's answers to them. */
export const ChangesCard = ({ service }: { service: EngagementDetail }) => (
  <Card>
    <CardHeader title="Change requests" description="Nothing changes before you sign." />
    <ul className="border-line border-t">
      {service.changes.map((one) => (
        <Change key={one.id} change={one} service={service} />
      ))}
    </ul>
  </Card>
)

function Change({ change, service }: { change: EngagementChange; service: EngagementDetail }) {
  const queries = useQueryClient()
  const { canManage } = useSession()
  const [dialog, setDialog] = useState<'accept' | 'decline' | null>(null)
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.service.pathFilter()) }
  const accept = useMutation(trpc.service.acceptChange.mutationOptions(refresh))
  const decline = useMutation(trpc.service.declineChange.mutationOptions(refresh))
  const changeId = change.id
  const close = () => setDialog(null)
  return (
    <li className="grid gap-3 border-line border-b px-5 py-4 last:border-b-0" data-testid="change">
      <ChangeBody change={change} service={service} />
      {change.state === 'proposed' && canManage && (
        <div className="flex flex-wrap justify-end gap-2">
          <Button size="sm" onClick={() => setDialog('decline')}>
            Decline
          </Button>
          <Button size="sm" look="primary" onClick={() => setDialog('accept')} data-testid="accept-change">
            Accept
          </Button>
        </div>
      )}
      {dialog === 'accept' && (
        <SignDialog
          what={`change ${change.number}`}
          total={formatMoney(change.deltaMinor, service.currency)}
          onClose={close}
          onSign={(name) => accept.mutateAsync({ changeId, contentSha256: change.contentSha256, name })}
        />
      )}
      {dialog === 'decline' && (
        <TextDialog
          title={`Decline change ${change.number}`}
          description="Scope and price stay as they are."
          label="Reason"
          action="Decline"
          long
          danger
          onClose={close}
          onSubmit={(reason) => decline.mutateAsync({ changeId, reason })}
        />
      )}
    </li>
  )
}
