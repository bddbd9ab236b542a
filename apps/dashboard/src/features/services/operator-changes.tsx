import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { OperatorEngagementDetail } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { ChangeBody } from './change-body.tsx'
import { ChangeEditor } from './change-editor.tsx'

/** Change requests, from the side that proposes them. */
export function OperatorChanges({ service }: { service: OperatorEngagementDetail }) {
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const withdraw = useMutation(
    trpc.operatorService.withdrawChange.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.operatorService.pathFilter()),
      onError: toastError,
    }),
  )
  return (
    <Card>
      <CardHeader
        title="Change requests"
        description="Additions and reductions after acceptance, once the tenant has signed them."
        actions={
          service.state === 'active' && (
            <Button size="sm" onClick={() => setEditing(true)} data-testid="new-change">
              <Plus />
              Propose a change
            </Button>
          )
        }
      />
      {service.changes.length === 0 ? (
        <CardBody className="text-[13px] text-faint">None so far.</CardBody>
      ) : (
        <ul className="border-line border-t">
          {service.changes.map((one) => (
            <li key={one.id} className="grid gap-3 border-line border-b px-5 py-4 last:border-b-0">
              <ChangeBody change={one} service={service} />
              {one.state === 'proposed' && (
                <Button
                  size="sm"
                  className="justify-self-end"
                  onClick={() => withdraw.mutate({ changeId: one.id })}
                >
                  Withdraw
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && <ChangeEditor service={service} onClose={() => setEditing(false)} />}
    </Card>
  )
}
