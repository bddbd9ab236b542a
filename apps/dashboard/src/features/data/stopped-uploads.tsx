import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useRef, useState, useSyncExternalStore } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatBytes } from '../../lib/format.ts'
import { abandonUpload } from '../../lib/upload/carrier.ts'
import {
  forget,
  isSameFile,
  listStopped,
  markOf,
  onRemembered,
  type RememberedUpload,
} from '../../lib/upload/remembered.ts'
import { activeWorkspaceId } from '../../lib/workspace-choice.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Uploads of this browser that stopped, each of which goes on with the same file. */
export function StoppedUploads({ onResume }: { onResume: (file: File, earlier: RememberedUpload) => void }) {
  const stopped = useSyncExternalStore(onRemembered, listStopped)
  return stopped
    .filter(({ workspaceId }) => workspaceId === activeWorkspaceId())
    .map((upload) => <StoppedUpload key={upload.id} upload={upload} onResume={onResume} />)
}

function StoppedUpload({
  upload,
  onResume,
}: {
  upload: RememberedUpload
  onResume: (file: File, earlier: RememberedUpload) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [isOther, setIsOther] = useState(false)
  const archive = useMutation(trpc.dataset.archive.mutationOptions())
  const discard = () => {
    forget(upload.id)
    void abandonUpload(upload.id)
    if (upload.madeDataset) archive.mutate({ id: upload.datasetId })
  }
  const choose = (file: File | undefined) => {
    if (!file) return
    const isSame = isSameFile(markOf(file), upload.file)
    setIsOther(!isSame)
    if (isSame) onResume(file, upload)
  }
  return (
    <Notice className="mb-4" data-testid="stopped-upload">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 text-sm">
          <span className="font-medium text-ink">{upload.file.name}</span> stopped at{' '}
          {formatBytes(upload.bytesSent)} of {formatBytes(upload.file.size)}.{' '}
          {isOther ? (
            <span className="text-bad">
              That is a different file, or it has changed. Choose the original file.
            </span>
          ) : (
            'Choose the same file again to resume.'
          )}
        </p>
        <span className="flex gap-2">
          <Button size="sm" look="ghost" onClick={discard}>
            Discard
          </Button>
          <Button size="sm" onClick={() => input.current?.click()}>
            <RotateCw />
            Choose the file
          </Button>
        </span>
      </div>
      <input
        ref={input}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label={`The file ${upload.file.name}, to resume`}
        data-testid="resume-file-input"
        onChange={(event) => choose(event.target.files?.[0])}
      />
    </Notice>
  )
}
