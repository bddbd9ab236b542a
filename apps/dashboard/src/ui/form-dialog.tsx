import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from './dialog.tsx'
import { FormError } from './form-error.tsx'

/** A dialog of fields with one thing to do; it stays open, and locked, while that is on its way. */
export function FormDialog({
  title,
  description,
  action,
  danger = false,
  testId,
  work,
  valid,
  byClickOnly = false,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  description?: string
  /** What the button says. */
  action: string
  /** What it does stops or destroys something. */
  danger?: boolean
  testId: string
  work: { isPending: boolean; error: unknown }
  valid: boolean
  /** Enter in a field does nothing: for what moves money or cannot be undone. */
  byClickOnly?: boolean
  /** Called only while `valid`. */
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Dialog open onOpenChange={(open) => !open && !work.isPending && onClose()}>
      <DialogContent title={title} {...(description && { description })} locked={work.isPending}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (valid && !byClickOnly) onSubmit()
          }}
          className="contents"
        >
          <DialogBody>
            {children}
            <FormError error={work.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose} disabled={work.isPending}>
              Cancel
            </Button>
            <Button
              type={byClickOnly ? 'button' : 'submit'}
              {...(byClickOnly && { onClick: onSubmit })}
              look={danger ? 'danger' : 'primary'}
              pending={work.isPending}
              disabled={!valid}
              data-testid={testId}
            >
              {action}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
