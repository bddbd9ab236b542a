import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { useAccount } from '../../../lib/session.ts'
import type { TenantDetail } from '../../../lib/views.ts'
import { toastDone, toastFailed } from '../../../ui/action-toast.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { TextField } from '../../../ui/text-field.tsx'

export function SuspendDialog({ tenant, onClose }: { tenant: TenantDetail; onClose: () => void }) {
  const queries = useQueryClient()
  const { user } = useAccount()
  const [reason, setReason] = useState('')
  const [contact, setContact] = useState(user.email)
  const [confirm, setConfirm] = useState('')
  const suspend = useMutation(
    trpc.tenant.suspend.mutationOptions({
      onSuccess: async ({ billing }) => {
        await queries.invalidateQueries(trpc.tenant.pathFilter())
        if (billing === 'failed')
          toastFailed(
            `${tenant.name} is suspended, but Stripe did not pause its subscription. Pause it in Stripe.`,
          )
        else toastDone(`${tenant.name} is suspended.`)
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={`Suspend ${tenant.name}`}
      description="Its calls are refused within a second, its runs are cancelled, and billing stops. Its members can still view everything and see the reason."
      action="Suspend"
      danger
      testId="confirm-suspend"
      work={suspend}
      valid={reason.trim() !== '' && contact.trim() !== '' && confirm.trim() === tenant.name}
      onSubmit={() => suspend.mutate({ workspaceId: tenant.workspaceId, reason, contact, confirm })}
      onClose={onClose}
    >
      <TextField
        label="Reason"
        hint="Write a full sentence. Members and API callers see it."
        value={reason}
        maxLength={500}
        onType={setReason}
        testId="suspend-reason"
      />
      <TextField
        label="Contact"
        hint="An e-mail address or a link."
        value={contact}
        maxLength={200}
        onType={setContact}
      />
      <TextField
        label={`Type ${tenant.name} to confirm`}
        value={confirm}
        onType={setConfirm}
        autoComplete="off"
        testId="suspend-confirm"
      />
    </FormDialog>
  )
}
