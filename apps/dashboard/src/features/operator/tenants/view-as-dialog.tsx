import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { refreshSession, switchWorkspace } from '../../../lib/session.ts'
import type { TenantDetail } from '../../../lib/views.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { SelectField } from '../../../ui/select-field.tsx'
import { TextField } from '../../../ui/text-field.tsx'

const lengths = [
  { value: '15', label: '15 minutes' },
  { value: '30', label: '30 minutes' },
  { value: '60', label: '1 hour' },
] as const
const minutesOf = { '15': 15, '30': 30, '60': 60 } as const

export function ViewAsDialog({ tenant, onClose }: { tenant: TenantDetail; onClose: () => void }) {
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const [length, setLength] = useState<keyof typeof minutesOf>('15')
  const start = useMutation(
    trpc.tenant.startView.mutationOptions({
      onSuccess: async () => {
        await refreshSession()
        switchWorkspace(tenant.workspaceId)
        await navigate({ to: '/' })
      },
    }),
  )
  return (
    <FormDialog
      title={`View as ${tenant.name}`}
      description="You see what its members see, but cannot change anything. Their audit log and yours record that you looked, why, and at what."
      action="Start viewing"
      testId="start-view"
      work={start}
      valid={reason.trim() !== ''}
      onSubmit={() => start.mutate({ workspaceId: tenant.workspaceId, reason, minutes: minutesOf[length] })}
      onClose={onClose}
    >
      <TextField
        label="Reason"
        hint="For example, a ticket number."
        value={reason}
        maxLength={300}
        onType={setReason}
        testId="view-reason"
      />
      <SelectField label="Duration" value={length} onChange={setLength} options={lengths} />
    </FormDialog>
  )
}
