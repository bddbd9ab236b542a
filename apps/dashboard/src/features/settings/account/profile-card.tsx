import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { refreshSession, useAccount } from '../../../lib/session.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { FormError } from '../../../ui/form-error.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { EmailDialog } from './email-dialog.tsx'
import { PasswordDialog } from './password-dialog.tsx'

const route = getRouteApi('/shell/settings/account')

export function ProfileCard() {
  const { user } = useAccount()
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const show = (next: 'password' | 'email' | undefined) =>
    void navigate({ search: next ? { dialog: next } : {}, replace: true })
  return (
    <Card>
      <CardHeader title="Your profile" description="How you appear to your team, and how you sign in." />
      <CardBody className="grid gap-5">
        <NameForm />
        <Line name="E-mail" value={user.email} action="Change e-mail" onAct={() => show('email')} />
        <Line name="Password" value="••••••••••" action="Change password" onAct={() => show('password')} />
      </CardBody>
      {dialog === 'email' && <EmailDialog onClose={() => show(undefined)} />}
      {dialog === 'password' && <PasswordDialog onClose={() => show(undefined)} />}
    </Card>
  )
}

const Line = ({
  name,
  value,
  action,
  onAct,
}: {
  name: string
  value: string
  action: string
  onAct: () => void
}) => (
  <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
    <div className="min-w-0">
      <p className="font-medium text-[13px]">{name}</p>
      <p className="truncate text-soft text-sm">{value}</p>
    </div>
    <Button size="sm" onClick={onAct}>
      {action}
    </Button>
  </div>
)

function NameForm() {
  const { user } = useAccount()
  const [name, setName] = useState(user.name)
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: async () => {
        await refreshSession()
        toastDone('Your name was changed.')
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate({ name: name.trim() })
  }
  const isSame = name.trim() === '' || name.trim() === user.name
  return (
    <form onSubmit={submit} className="grid gap-2">
      <div className="flex items-end gap-2">
        <TextField
          label="Name"
          className="flex-1"
          autoComplete="name"
          required
          maxLength={100}
          value={name}
          onType={setName}
        />
        <Button type="submit" pending={rename.isPending} disabled={isSame}>
          Save
        </Button>
      </div>
      <FormError error={rename.error} />
    </form>
  )
}
