import { TextDialog } from '../../ui/text-dialog.tsx'

/** The typed name is the signature. */
export const SignDialog = ({
  what,
  total,
  onClose,
  onSign,
}: {
  what: string
  total: string
  onClose: () => void
  onSign: (name: string) => Promise<unknown>
}) => (
  <TextDialog
    title={`Accept ${what}`}
    description={`Comes to ${total}. Your name, the time, your network address and a fingerprint of what you have read are kept with it.`}
    label="Your full name, as the signature"
    action="Sign and accept"
    onClose={onClose}
    onSubmit={onSign}
  />
)
