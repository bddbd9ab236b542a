import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from './dialog.tsx'

/** What was just made, to be taken along. */
export const ResultDialog = ({
  title,
  description,
  action = 'Done',
  beside,
  once = false,
  testId,
  onClose,
  children,
}: {
  title: string
  description?: string
  /** What the button that closes it says. */
  action?: string
  beside?: ReactNode
  /** It is never shown again, so nothing but the button closes it. */
  once?: boolean
  testId?: string
  onClose: () => void
  children: ReactNode
}) => (
  <Dialog open onOpenChange={(open) => !open && !once && onClose()}>
    <DialogContent title={title} {...(description && { description })} locked={once}>
      <DialogBody>{children}</DialogBody>
      <DialogFooter>
        {beside}
        <Button look="primary" onClick={onClose} data-testid={testId}>
          {action}
        </Button>
      </DialogFooter>
    </DialogContent>
  </Dialog>
)
