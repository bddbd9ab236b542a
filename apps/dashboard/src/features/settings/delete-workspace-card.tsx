import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatDay, plural } from '../../lib/format.ts'
import { refreshSession, useSession } from '../../lib/session.ts'
import type { WorkspaceDeletionPreview } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { ConfirmFields } from '../../ui/confirm-fields.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

const route = getRouteApi('/shell/settings/')

/** For owners, while the workspace is not waiting for its end already: the banner above says that. */
export function DeleteWorkspaceCard() {
  const { workspace } = useSession()
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const show = (open: boolean) => void navigate({ search: open ? { dialog: 'delete' } : {}, replace: true })
  if (workspace.role !== 'owner' || workspace.eraseAt) return null
  return (
    <Card>
      <CardHeader
        title="Delete this workspace"
        description="Permanently deletes its data, models, keys and members. Invoices are kept, as required by law."
      />
      <CardBody>
        <Button onClick={() => show(true)} data-testid="delete-workspace">
          Delete workspace
        </Button>
      </CardBody>
      {dialog === 'delete' && <DeleteWorkspaceDialog onClose={() => show(false)} />}
    </Card>
  )
}

function DeleteWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = useSession()
  const preview = useQuery(trpc.workspace.deletionPreview.queryOptions())
  const [confirm, setConfirm] = useState('')
  const [password, setPassword] = useState('')
  const remove = useMutation(
    trpc.workspace.delete.mutationOptions({
      onSuccess: async ({ eraseAt }) => {
        await refreshSession()
        toastDone(`${workspace.name} will be deleted on ${formatDay(eraseAt)}. Until then you can undo this.`)
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={`Delete ${workspace.name}`}
      action="Delete workspace"
      testId="confirm-delete-workspace"
      work={remove}
      valid={confirm.trim() === workspace.name.trim() && password !== ''}
      onSubmit={() => remove.mutate({ confirm, password })}
      onClose={onClose}
    >
      <QueryView query={preview} skeleton={<Skeleton className="h-24" />}>
        {(lost) => <WhatIsLost lost={lost} />}
      </QueryView>
      <ConfirmFields
        name={workspace.name}
        typed={confirm}
        onTyped={setConfirm}
        password={password}
        onPassword={setPassword}
        testId="typed-name"
      />
    </FormDialog>
  )
}

const WhatIsLost = ({ lost }: { lost: WorkspaceDeletionPreview }) => (
  <div className="grid gap-3 text-[13px]">
    <ul className="grid list-disc gap-1 pl-5 text-soft">
      <li>{`${plural(lost.datasets, 'dataset')} and ${plural(lost.models, 'model')} will be removed.`}</li>
      <li>{`${plural(lost.deployments, 'deployment')} and ${plural(lost.keys, 'API key')} stop immediately.`}</li>
      <li>{`${plural(lost.members, 'member')} will lose access.`}</li>
      {lost.paidPlan && (
        <li>{`Usage on ${lost.paidPlan} is billed now, and nothing is charged after that.`}</li>
      )}
    </ul>
    <Notice tone="info">
      {`For ${plural(lost.waitDays, 'day')}, an owner can undo this with one click, and everything can still be downloaded.`}
    </Notice>
  </div>
)
