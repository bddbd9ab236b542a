import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { refreshSession, useSession } from '../../lib/session.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardFooter, CardHeader } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { FormError } from '../../ui/form-error.tsx'
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate({ name: name.trim() })
  }
  return (
    <div className="grid max-w-2xl gap-6">
      <Card>
        <form onSubmit={submit}>
          <CardHeader title="Workspace" description="Shown to everyone in the workspace and on invoices." />
          <CardBody className="grid gap-4">
            <TextField
              label="Name"
              required
              maxLength={80}
              disabled={!canManage}
              value={name}
              onType={setName}
            />
            <div className="grid gap-1.5">
              <p className="font-medium text-[13px]">Workspace ID</p>
              <CopyField text={workspace.id} label="the workspace id" />
            </div>
            <FormError error={rename.error} />
          </CardBody>
          {canManage && (
            <CardFooter>
              <Button
                type="submit"
                look="primary"
                pending={rename.isPending}
                disabled={name.trim() === '' || name.trim() === workspace.name}
              >
                Save
              </Button>
            </CardFooter>
          )}
        </form>
      </Card>
      <SecondFactorCard />
      <DeleteWorkspaceCard />
    </div>
  )
}
