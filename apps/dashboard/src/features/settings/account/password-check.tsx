import { useState } from 'react'
import { CurrentPassword } from '../../../ui/confirm-fields.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'

/** Asks for the password before something that only its owner may do. */
export function PasswordCheck({
  title,
  description,
  action,
  work,
  onPassword,
  onClose,
}: {
  title: string
  description: string
  action: string
  work: { isPending: boolean; error: unknown }
  onPassword: (password: string) => void
  onClose: () => void
}) {
  const [password, setPassword] = useState('')
  return (
    <FormDialog
      title={title}
      description={description}
      action={action}
      testId="confirm-password"
      work={work}
      valid={password !== ''}
      onSubmit={() => onPassword(password)}
      onClose={onClose}
    >
      <CurrentPassword value={password} onType={setPassword} />
    </FormDialog>
  )
}
