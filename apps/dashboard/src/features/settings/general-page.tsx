import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { refreshSession, useSession } from '../../lib/session.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { CopyField } from '../../ui/copy.tsx'
import { FormCard } from '../../ui/form-card.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { DeleteWorkspaceCard } from './delete-workspace-card.tsx'
import { SecondFactorCard } from './second-factor-card.tsx'

export function GeneralPage() {
  const { workspace, canManage } = useSession()
  const [name, setName] = useState(workspace.name)
  const rename = useMutation(
    trpc.workspace.rename.mutationOptions({
      onSuccess: async () => {
        await refreshSession()
        toastDone('The workspace was renamed.')
      },
    }),
  )
  return (
    <div className="grid max-w-2xl gap-6">
      <FormCard
        title="Workspace"
        description="Shown to everyone in the workspace and on invoices."
        action="Save"
        work={rename}
        valid={name.trim() !== '' && name.trim() !== workspace.name}
        readOnly={!canManage}
        onSubmit={() => rename.mutate({ name: name.trim() })}
      >
        <TextField label="Name" required maxLength={80} disabled={!canManage} value={name} onType={setName} />
        <div className="grid gap-1.5">
          <p className="font-medium text-[13px]">Workspace ID</p>
          <CopyField text={workspace.id} label="the workspace id" />
        </div>
      </FormCard>
      <SecondFactorCard />
      <DeleteWorkspaceCard />
    </div>
  )
}
