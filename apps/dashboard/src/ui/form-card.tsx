import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Card, CardBody, CardFooter, CardHeader } from './card.tsx'
import type { Work } from './form-dialog.tsx'
import { FormError } from './form-error.tsx'

/** A card of fields with one thing to do. */
export const FormCard = ({
  title,
  description,
  action,
  beside,
  testId,
  work,
  valid = true,
  readOnly = false,
  gap = 'gap-4',
  onSubmit,
  children,
}: {
  title: string
  description?: ReactNode
  /** What the button says. */
  action: string
  /** Further buttons, before the one of the action. */
  beside?: ReactNode
  testId?: string
  work: Work
  valid?: boolean
  /** Shown to somebody who may not change it. */
  readOnly?: boolean
  gap?: string
  onSubmit: () => void
  children: ReactNode
}) => (
  <Card>
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (valid && !work.isPending && !readOnly) onSubmit()
      }}
    >
      <CardHeader title={title} description={description} />
      <CardBody className={`grid ${gap}`}>
        {children}
        <FormError error={work.error} />
      </CardBody>
      {!readOnly && (
        <CardFooter>
          {beside}
          <Button
            type="submit"
            look="primary"
            pending={work.isPending}
            disabled={!valid}
            data-testid={testId}
          >
            {action}
          </Button>
        </CardFooter>
      )}
    </form>
  </Card>
)
