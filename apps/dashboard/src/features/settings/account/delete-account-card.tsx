import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { formatDay, plural } from '../../../lib/format.ts'
import { refreshSession, useAccount } from '../../../lib/session.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { ConfirmFields } from '../../../ui/confirm-fields.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'

const route = getRouteApi('/shell/settings/account')

export function DeleteAccountCard() {
  const { user } = useAccount()
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const show = (open: boolean) => void navigate({ search: open ? { dialog: 'delete' } : {}, replace: true })
  if (user.eraseAt) return null
  return (
    <Card>
      <CardHeader
        title="Delete your account"
        description="Your name, address and sign-in methods are permanently deleted. What you created in workspaces stays there."
      />
      <CardBody>
        <Button onClick={() => show(true)} data-testid="delete-account">
          Delete account
        </Button>
      </CardBody>
      {dialog === 'delete' && <DeleteAccountDialog onClose={() => show(false)} />}
    </Card>
  )
}

function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
  const { user } = useAccount()
  const preview = useQuery(trpc.account.deletionPreview.queryOptions())
  const [confirm, setConfirm] = useState('')
  const [password, setPassword] = useState('')
  const remove = useMutation(
    trpc.account.delete.mutationOptions({
      onSuccess: async ({ eraseAt }) => {
        await refreshSession()
        toastDone(`Your account will be deleted on ${formatDay(eraseAt)}. Until then you can undo this.`)
        onClose()
      },
    }),
  )
  const isAlone = (preview.data?.ownedAlone.length ?? 0) > 0
  return (
    <FormDialog
      title="Delete your account"
      action="Delete account"
      testId="confirm-delete-account"
      work={remove}
      valid={!isAlone && confirm.trim().toLowerCase() === user.email.toLowerCase() && password !== ''}
      onSubmit={() => remove.mutate({ confirm, password })}
      onClose={onClose}
    >
      <QueryView query={preview} skeleton={<Skeleton className="h-16" />}>
        {({ ownedAlone, waitDays }) =>
          ownedAlone.length > 0 ? (
            <Notice tone="warn">
              You are the only owner of {ownedAlone.map(({ name }) => name).join(', ')}. Make someone else an
              owner there, or delete the workspace first.
            </Notice>
          ) : (
            <Notice tone="info">
              {`For ${plural(waitDays, 'day')}, you can sign in and undo this with one click.`}
            </Notice>
          )
        }
      </QueryView>
      <ConfirmFields
        name={user.email}
        typed={confirm}
        onTyped={setConfirm}
        password={password}
        onPassword={setPassword}
        testId="typed-email"
      />
    </FormDialog>
  )
}
