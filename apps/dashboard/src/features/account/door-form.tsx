import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { FormError } from '../../ui/form-error.tsx'

/** Fields and the one thing to do with them, within a `Door`. */
export const DoorForm = ({
  action,
  testId,
  work,
  valid = true,
  onSubmit,
  below,
  children,
}: {
  /** What the button says. */
  action: string
  testId?: string
  work: { isPending: boolean; error: unknown }
  valid?: boolean
  onSubmit: () => void
  /** Other ways, after the button. */
  below?: ReactNode
  children: ReactNode
}) => (
  <form
    onSubmit={(event) => {
      event.preventDefault()
      onSubmit()
    }}
    className="grid gap-4"
  >
    {children}
    <FormError error={work.error} />
    <Button
      type="submit"
      look="primary"
      size="lg"
      pending={work.isPending}
      disabled={!valid}
      data-testid={testId}
    >
      {action}
    </Button>
    {below}
  </form>
)
