import { Download } from 'lucide-react'
import { saveFile } from '../../../lib/save-file.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { ResultDialog } from '../../../ui/result-dialog.tsx'

/** The one sight of backup codes that were just made. */
export function BackupCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const text = `${codes.join('\n')}\n`
  const save = () => saveFile('backup-codes.txt', 'text/plain', text)
  return (
    <ResultDialog
      title="Save these backup codes"
      description="Each signs you in once if you lose your phone."
      beside={
        <Button onClick={save}>
          <Download />
          Download
        </Button>
      }
      action="I’ve saved them"
      once
      testId="codes-kept"
      onClose={onClose}
    >
      <div className="relative rounded-lg border border-line bg-sunken/60 p-4">
        <CopyButton text={text} label="Copy the codes" className="absolute top-1.5 right-1.5" />
        <ul
          aria-label="Backup codes"
          className="grid grid-cols-2 gap-x-6 gap-y-1 font-mono text-sm"
          data-testid="backup-codes"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <Notice tone="warn">They are shown only once. Keep them separate from your phone.</Notice>
    </ResultDialog>
  )
}
