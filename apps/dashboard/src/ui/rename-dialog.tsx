import { type FormEvent, useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from './dialog.tsx'
import { Field, Input } from './field.tsx'
import { FormError } from './form-error.tsx'

export function RenameDialog({
  open,
  onOpenChange,
  name,
  onRename,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  name: string
  onRename: (name: string) => Promise<unknown>
}) {
  const [typed, setTyped] = useState(name)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => {
    if (open) {
      setTyped(name)
      setFailure(null)
    }
  }, [open, name])
  async function submit(event: FormEvent) {
    event.preventDefault()
    setPending(true)
    try {
      await onRename(typed.trim())
      onOpenChange(false)
    } catch (error) {
      setFailure(error)
    } finally {
      setPending(false)
    }
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Rename">
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Name">
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={120}
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                />
              )}
            </Field>
            <FormError error={failure} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" look="primary" pending={pending} disabled={typed.trim() === ''}>
              Rename
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
