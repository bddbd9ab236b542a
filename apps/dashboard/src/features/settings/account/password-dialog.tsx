import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { authClient, settled } from '../../../lib/auth-client.ts'
import { shortestPassword } from '../../../lib/password.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { CurrentPassword } from '../../../ui/confirm-fields.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { TextField } from '../../../ui/text-field.tsx'

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () =>
      settled(
        authClient.changePassword({ currentPassword: current, newPassword: next }),
        'The password could not be changed. Try again.',
      ),
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.account.sessions.queryFilter())
      toastDone('Your password was changed, and your other sessions were ended.')
      onClose()
    },
  })
  return (
    <FormDialog
      title="Change your password"
      description="You will be signed out everywhere else."
      action="Change password"
      testId="change-password"
      work={change}
      valid={current !== '' && next.length >= shortestPassword}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <CurrentPassword label="Current password" value={current} onType={setCurrent} />
      <TextField
        label="New password"
        hint={`At least ${shortestPassword} characters; a few unrelated words work well.`}
        type="password"
        autoComplete="new-password"
        required
        maxLength={128}
        value={next}
        onType={setNext}
        testId="new-password"
      />
    </FormDialog>
  )
}
