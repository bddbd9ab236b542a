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
            `${tenant.name} is suspended, but Stripe did not pause its subscription. Pause it there.`,
          )
        else toastDone(`${tenant.name} is suspended.`)
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={`Suspend ${tenant.name}`}
      description="Its calls are refused within a second, its runs are cancelled, and nothing more is billed. Its people can still read everything, and see the reason."
      action="Suspend it"
      danger
      testId="confirm-suspend"
      work={suspend}
      valid={reason.trim() !== '' && contact.trim() !== '' && confirm.trim() === tenant.name}
      onSubmit={() => suspend.mutate({ workspaceId: tenant.workspaceId, reason, contact, confirm })}
      onClose={onClose}
    >
      <TextField
        label="Reason"
        hint="A whole sentence: its people and its callers read it."
        value={reason}
        maxLength={500}
        onType={setReason}
        testId="suspend-reason"
      />
      <TextField
        label="Whom they may ask"
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
