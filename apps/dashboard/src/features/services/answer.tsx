import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextDialog } from '../../ui/text-dialog.tsx'

/** The two answers to what waits for a signature. The typed name is the signature. */
export function Answer({
  what,
  total,
  declining,
  size = 'md',
  testId,
  onAccept,
  onDecline,
}: {
  what: string
  total: string
  /** What declining means. */
  declining: string
  size?: 'sm' | 'md'
  testId: string
  onAccept: (name: string) => Promise<unknown>
  onDecline: (reason: string) => Promise<unknown>
}) {
  const [dialog, setDialog] = useState<'accept' | 'decline' | null>(null)
  const close = () => setDialog(null)
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button size={size} onClick={() => setDialog('decline')} data-testid={`decline-${testId}`}>
        Decline
      </Button>
      <Button size={size} look="primary" onClick={() => setDialog('accept')} data-testid={`accept-${testId}`}>
        Accept
      </Button>
      {dialog === 'accept' && (
        <TextDialog
          title={`Accept ${what}`}
          description={`Total: ${total}. Your name, the time, your IP address and a fingerprint of what you read are stored with it.`}
          label="Your full name, as your signature"
          action="Sign and accept"
          onSubmit={onAccept}
          onClose={close}
        />
      )}
      {dialog === 'decline' && (
        <TextDialog
          title={`Decline ${what}`}
          description={declining}
          label="Reason"
          action="Decline"
          long
          danger
          onSubmit={onDecline}
          onClose={close}
        />
      )}
    </div>
  )
}
