import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { roleNames } from '../../lib/session.ts'
import type { WorkspaceRole } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'

const inviteRoles = (['admin', 'member', 'viewer'] as const).map((value) => ({
  value,
  label: roleNames[value],
}))

export function InviteDialog({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const queries = useQueryClient()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<WorkspaceRole>('member')
  const invite = useMutation(
    trpc.invitation.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.invitation.pathFilter()),
    }),
  )
  const change = (next: boolean) => {
    onOpenChange(next)
    if (next) return
    invite.reset()
    setEmail('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate({ email: email.trim(), role })
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogContent
        title="Invite someone"
        description="They get an e-mail with a link; you can also copy it here."
      >
        {invite.data ? (
          <>
            <DialogBody>
              <Notice tone="good">{email.trim()} was invited.</Notice>
              <CopyField text={invite.data.link} label="the invitation link" data-testid="invitation-link" />
              <p className="text-[13px] text-faint">
                Whoever opens the link first joins the workspace. It is shown only now.
              </p>
            </DialogBody>
            <DialogFooter>
              <Button look="primary" onClick={() => change(false)}>
                Done
              </Button>
            </DialogFooter>
          </>
        ) : (
          <form onSubmit={submit} className="contents">
            <DialogBody>
              <Field label="E-mail">
                {(control) => (
                  <Input
                    {...control}
                    type="email"
                    required
                    value={email}
                    onChange={(event) => setEmail(event.target.value)}
                  />
                )}
              </Field>
              <Field label="Role">
                {(control) => <Select {...control} value={role} onChange={setRole} options={inviteRoles} />}
              </Field>
              <FormError error={invite.error} />
            </DialogBody>
            <DialogFooter>
              <Button onClick={() => change(false)}>Cancel</Button>
              <Button type="submit" look="primary" pending={invite.isPending}>
                Send invitation
              </Button>
            </DialogFooter>
          </form>
        )}
      </DialogContent>
    </Dialog>
  )
}
