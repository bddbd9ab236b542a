import type { ClassCount } from '@assay/datasets/schema'
import { type FormEvent, useState } from 'react'
import { plural } from '../../../lib/format.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../../ui/dialog.tsx'
import { Field, Input } from '../../../ui/field.tsx'

/** Another name for a class; that of another class merges the two. */
export function ClassNameDialog({
  label,
  name,
  classes,
  onName,
  onClose,
}: {
  label: string
  name: string
  classes: readonly ClassCount[]
  onName: (name: string) => void
  onClose: () => void
}) {
  const [typed, setTyped] = useState(name)
  const other = classes.find((one) => one.label === typed.trim() && one.label !== label)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') onName(typed.trim())
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={`Rename “${label}”`}>
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field
              label="Name"
              hint={
                other
                  ? `“${other.label}” is there already, with ${plural(other.count, 'row')}: the two become one.`
                  : 'The name of another class merges the two.'
              }
            >
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={1000}
                  value={typed}
                  list="class-names"
                  data-testid="class-name"
                  onChange={(event) => setTyped(event.target.value)}
                />
              )}
            </Field>
            <datalist id="class-names">
              {classes.slice(0, 200).map((one) => (
                <option key={one.label} value={one.label} />
              ))}
            </datalist>
          </DialogBody>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" disabled={typed.trim() === ''} data-testid="plan-name">
              {other ? 'Plan the merge' : 'Plan the name'}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
