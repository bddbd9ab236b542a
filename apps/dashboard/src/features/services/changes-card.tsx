import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { EngagementChange, EngagementDetail } from '../../lib/views.ts'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Answer } from './answer.tsx'
import { ChangeBody } from './change-body.tsx'

/** Change requests, and the tenant's answers to them. */
export const ChangesCard = ({ service }: { service: EngagementDetail }) => (
  <Card>
    <CardHeader title="Change requests" description="Nothing changes until you sign." />
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
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.service.pathFilter()) }
  const accept = useMutation(trpc.service.acceptChange.mutationOptions(refresh))
  const decline = useMutation(trpc.service.declineChange.mutationOptions(refresh))
  const changeId = change.id
  return (
    <li className="grid gap-3 border-line border-b px-5 py-4 last:border-b-0" data-testid="change">
      <ChangeBody change={change} service={service} />
      {change.state === 'proposed' && canManage && (
        <Answer
          what={`change ${change.number}`}
          total={formatMoney(change.deltaMinor, service.currency)}
          declining="Scope and price stay unchanged."
          size="sm"
          testId="change"
          onAccept={(name) => accept.mutateAsync({ changeId, contentSha256: change.contentSha256, name })}
          onDecline={(reason) => decline.mutateAsync({ changeId, reason })}
        />
      )}
    </li>
  )
}
