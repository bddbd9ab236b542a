import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'

/** The one sight of a key that was just made. */
export const NewKeyShown = ({ value, onDone }: { value: string; onDone: () => void }) => (
  <DialogContent title="Your new key" locked>
    <DialogBody>
      <CopyField text={value} label="the key" data-testid="new-key-value" />
      <Notice tone="warn">Copy it now: only its hash is kept, so it cannot be shown again.</Notice>
    </DialogBody>
    <DialogFooter>
      <Button look="primary" onClick={onDone} data-testid="key-done">
        I have copied it
      </Button>
    </DialogFooter>
  </DialogContent>
)
