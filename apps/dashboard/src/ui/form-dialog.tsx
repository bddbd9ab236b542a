import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from './dialog.tsx'
import { FormError } from './form-error.tsx'

/** Something on its way, such as a mutation. */
export type Work = { isPending: boolean; error: unknown }

const noWork: Work = { isPending: false, error: null }

/** A dialog of fields with one thing to do; it stays open, and locked, while that is on its way. */
export function FormDialog({
  open = true,
  title,
  description,
  wide = false,
  className,
  action,
  cancel = 'Cancel',
  beside,
  danger = false,
  testId,
  work = noWork,
  locked = work.isPending,
  onStop,
  valid = true,
  byClickOnly = false,
  onSubmit,
  onClose,
  children,
}: {
  /** Left out: mounted while it is open. With it, what was typed outlives closing. */
  open?: boolean
  title: string
  description?: string | undefined
  wide?: boolean
  className?: string
  /** What the button says. */
  action: string
  /** What the button that leaves everything as it is says. */
  cancel?: string
  /** Further buttons, before the one of the action. */
  beside?: ReactNode
  /** What it does stops or destroys something. */
  danger?: boolean
  testId?: string
  work?: Work
  /** Cannot be closed: while something is on its way, unless said otherwise. */
  locked?: boolean
  /** What that button does instead while something is on its way: ends it. */
  onStop?: () => void
  valid?: boolean
  /** Enter in a field does nothing: for what moves money or cannot be undone. */
  byClickOnly?: boolean
  /** Called only while `valid`. */
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  const { isPending, error } = work
  return (
    <Dialog open={open} onOpenChange={(next) => !next && !locked && onClose()}>
      <DialogContent
        title={title}
        {...(description && { description })}
        wide={wide}
        locked={locked}
        className={className}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (valid && !isPending && !byClickOnly) onSubmit()
          }}
          className="contents"
        >
          <DialogBody>
            {children}
            <FormError error={error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={isPending && onStop ? onStop : onClose} disabled={locked && !onStop}>
              {cancel}
            </Button>
            {beside}
            <Button
              type={byClickOnly ? 'button' : 'submit'}
              {...(byClickOnly && { onClick: onSubmit })}
              look={danger ? 'danger' : 'primary'}
              pending={isPending}
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
