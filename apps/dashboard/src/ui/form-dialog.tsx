import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from './dialog.tsx'
import { FormError } from './form-error.tsx'

/** A dialog of fields with one thing to do; it stays open, and locked, while that is on its way. */
export function FormDialog({
  title,
  description,
  action,
  testId,
  work,
  valid,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  description?: string
  /** What the button says. */
  action: string
  testId: string
  work: { isPending: boolean; error: unknown }
  valid: boolean
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
            if (valid) onSubmit()
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
              type="submit"
              look="primary"
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
