import { CopyField } from '../../ui/copy.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ResultDialog } from '../../ui/result-dialog.tsx'

/** The one sight of a key that was just made. */
export const NewKeyShown = ({ value, onClose }: { value: string; onClose: () => void }) => (
  <ResultDialog title="Your new key" action="I’ve copied it" once testId="key-done" onClose={onClose}>
    <CopyField text={value} label="the key" data-testid="new-key-value" />
    <Notice tone="warn">Copy it now: only its hash is stored, so it cannot be shown again.</Notice>
  </ResultDialog>
)
