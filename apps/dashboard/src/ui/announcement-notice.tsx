import { X } from 'lucide-react'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** What the operator says to a tenant; put away where `onDismiss` is given. */
export const AnnouncementNotice = ({
  tone,
  title,
  text,
  onDismiss,
}: {
  tone: 'info' | 'warn' | 'bad'
  title: string
  text: string
  onDismiss?: () => void
}) => (
  <Notice tone={tone} data-testid="announcement">
    <div className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="whitespace-pre-wrap">{text}</p>
      </div>
      {onDismiss && (
        <Button
          look="ghost"
          size="iconSm"
          aria-label="Dismiss this announcement"
          onClick={onDismiss}
          className="-my-1 -mr-2"
          data-testid="dismiss-announcement"
        >
          <X />
        </Button>
      )}
    </div>
  </Notice>
)
