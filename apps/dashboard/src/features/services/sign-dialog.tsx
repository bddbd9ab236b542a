import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'

/** Takes one text and does something with it; stays open, with the reason, where that fails. */
export function TextDialog({
  title,
  description,
  label,
  confirm,
  long = false,
  danger = false,
  onClose,
  onSubmit,
}: {
  title: string
  description: string
  label: string
  confirm: string
  long?: boolean
  danger?: boolean
  onClose: () => void
  onSubmit: (text: string) => Promise<unknown>
}) {
  const [text, setText] = useState('')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setPending(true)
    setFailure(null)
    try {
      await onSubmit(text)
      onClose()
    } catch (error) {
      setFailure(error)
    } finally {
      setPending(false)
    }
  }
  const Control = long ? Textarea : Input
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} description={description}>
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label={label}>
              {(control) => (
                <Control
                  {...control}
                  required
                  value={text}
                  onChange={(event: { target: { value: string } }) => setText(event.target.value)}
                  data-testid="dialog-text"
                />
              )}
            </Field>
            <FormError error={failure} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look={danger ? 'danger' : 'primary'}
              pending={pending}
              data-testid="dialog-confirm"
            >
              {confirm}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}

/** The typed name is the signature. */
export const SignDialog = ({
  what,
  total,
  onClose,
  onSign,
}: {
  what: string
  total: string
  onClose: () => void
  onSign: (name: string) => Promise<unknown>
}) => (
  <TextDialog
    title={`Accept ${what}`}
    description={`Comes to ${total}. Your name, the time, your network address and a fingerprint of what you have read are kept with it.`}
    label="Your full name, as the signature"
    confirm="Sign and accept"
    onClose={onClose}
    onSubmit={onSign}
  />
)
