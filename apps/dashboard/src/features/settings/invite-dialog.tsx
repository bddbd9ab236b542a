import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { roleNames } from '../../lib/session.ts'
import type { WorkspaceRole } from '../../lib/views.ts'
import { CopyField } from '../../ui/copy.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ResultDialog } from '../../ui/result-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

const inviteRoles = (['admin', 'member', 'viewer'] as const).map((value) => ({
  value,
  label: roleNames[value],
}))
const title = 'Invite someone'
const description = 'They get an e-mail with a link; you can also copy it here.'

/** Mounted while it is open. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<WorkspaceRole>('member')
  const invite = useMutation(
    trpc.invitation.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.invitation.pathFilter()),
    }),
  )
  if (invite.data)
    return (
      <ResultDialog title={title} description={description} onClose={onClose}>
        <Notice tone="good">{email.trim()} was invited.</Notice>
        <CopyField text={invite.data.link} label="the invitation link" data-testid="invitation-link" />
        <p className="text-[13px] text-faint">
          The first person to open the link joins the workspace. It is shown only once.
        </p>
      </ResultDialog>
    )
  return (
    <FormDialog
      title={title}
      description={description}
      action="Send invitation"
      work={invite}
      onSubmit={() => invite.mutate({ email: email.trim(), role })}
      onClose={onClose}
    >
      <TextField label="E-mail" type="email" required value={email} onType={setEmail} />
      <SelectField label="Role" value={role} onChange={setRole} options={inviteRoles} />
    </FormDialog>
  )
}
