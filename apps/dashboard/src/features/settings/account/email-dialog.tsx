import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { authClient, settled } from '../../../lib/auth-client.ts'
import { toastDone } from '../../../ui/action-toast.ts'
import { CurrentPassword } from '../../../ui/confirm-fields.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { TextField } from '../../../ui/text-field.tsx'

export function EmailDialog({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () => {
      // The server asks for the password beside what the library does.
      const body = { newEmail: email.trim(), password }
      return settled(authClient.changeEmail(body), 'The address could not be changed. Try again.')
    },
    onSuccess: () => {
      toastDone(`Open the link sent to ${email.trim()}.`)
      onClose()
    },
  })
  return (
    <FormDialog
      title="Change your e-mail address"
      description="A link is sent to the new address. Until you open it, the old one stays in use."
      action="Send the link"
      testId="change-email"
      work={change}
      valid={email.trim() !== '' && password !== ''}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <TextField
        label="New e-mail"
        type="email"
        autoComplete="email"
        required
        value={email}
        onType={setEmail}
        testId="new-email"
      />
      <CurrentPassword value={password} onType={setPassword} />
    </FormDialog>
  )
}
