import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormDialog } from './form-dialog.tsx'
import { TextAreaField, TextField } from './text-field.tsx'

/** Takes one text and does something with it; stays open, with the reason, where that fails. */
export function TextDialog({
  label,
  initial = '',
  long = false,
  maxLength,
  onSubmit,
  onClose,
  ...words
}: {
  title: string
  description?: string
  label: string
  action: string
  initial?: string
  long?: boolean
  maxLength?: number
  danger?: boolean
  onSubmit: (text: string) => Promise<unknown>
  onClose: () => void
}) {
  const [text, setText] = useState(initial)
  const submit = useMutation({ mutationFn: onSubmit, onSuccess: onClose })
  const Control = long ? TextAreaField : TextField
  return (
    <FormDialog
      {...words}
      testId="dialog-confirm"
      work={submit}
      valid={text.trim() !== ''}
      onSubmit={() => submit.mutate(text.trim())}
      onClose={onClose}
    >
      <Control
        label={label}
        required
        maxLength={maxLength}
        value={text}
        onType={setText}
        testId="dialog-text"
      />
    </FormDialog>
  )
}

/** Mounted while it is open. */
export const RenameDialog = ({
  name,
  onRename,
  onClose,
}: {
  name: string
  onRename: (name: string) => Promise<unknown>
  onClose: () => void
}) => (
  <TextDialog
    title="Rename"
    label="Name"
    action="Rename"
    initial={name}
    maxLength={120}
    onSubmit={onRename}
    onClose={onClose}
  />
)
