import { FileUp, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { describeError } from '../../lib/errors.ts'
import { formatBytes } from '../../lib/format.ts'
import { guessDatasetName } from '../../lib/upload/dataset-name.ts'
import { isSameFile, listStopped, markOf, type RememberedUpload } from '../../lib/upload/remembered.ts'
import { activeWorkspaceId } from '../../lib/workspace-choice.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { DropZone } from '../../ui/drop-zone.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type PrivacyChoice, PrivacyFields } from './privacy-fields.tsx'
import { UploadState } from './upload-state.tsx'
import { useUpload } from './use-upload.ts'

export type StoppedFile = { file: File; earlier: RememberedUpload }

/** The upload that this file was on its way with, where there is one. */
const findStopped = (file: File, datasetId: string | undefined): RememberedUpload | undefined =>
  listStopped().find(
    (upload) =>
      isSameFile(upload.file, markOf(file)) &&
      upload.workspaceId === activeWorkspaceId() &&
      (datasetId === undefined ? upload.madeDataset : upload.datasetId === datasetId),
  )

export function UploadDialog({
  open,
  onOpenChange,
  dataset,
  stopped,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Uploads a new version of it; left out, a dataset is made. */
  dataset?: { id: string; name: string }
  /** An upload to go on with, and its file. */
  stopped?: StoppedFile | null
}) {
  const [chosen, setChosen] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [privacy, setPrivacy] = useState<PrivacyChoice>({})
  const { upload, progress, running, pause, resume, leave, cancel } = useUpload(dataset?.id)
  const file = chosen ?? stopped?.file ?? null
  const earlier = chosen ? findStopped(chosen, dataset?.id) : stopped?.earlier

  const choose = (next: File | null) => {
    setChosen(next)
    upload.reset()
    if (next) setName(guessDatasetName(next.name))
  }
  const canLeave = !running || progress?.phase === 'paused'
  const change = (next: boolean) => {
    if (!canLeave) return
    if (running) leave()
    if (!next) choose(null)
    onOpenChange(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!file) return
    upload.mutate({ file, name: name.trim(), privacy, earlier }, { onSuccess: () => onOpenChange(false) })
  }
  const cancelled = upload.error && describeError(upload.error).code === 'aborted'
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogContent
        locked={!canLeave}
        title={dataset ? `New version of ${dataset.name}` : 'Upload labelled data'}
        description="CSV, JSON, Excel or Parquet, one example a row, with a column that holds the label. Or a ZIP of pictures or WAV sounds, one folder per label."
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            {file ? (
              <ChosenFile file={file} locked={running} onRemove={() => choose(null)} />
            ) : (
              <DropZone
                label="File"
                inputLabel="File to upload"
                inputTestId="file-input"
                choose="Choose a file"
                accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.xlsx,.zip,text/csv,application/zip,application/x-ndjson"
                onFile={choose}
                shown={<FileUp aria-hidden className="size-7 text-faint" />}
                hint={
                  <>
                    <p className="font-medium text-ink text-sm">Drop a file here</p>
                    .csv, .tsv, .json, .jsonl, .xlsx, .parquet, .zip
                  </>
                }
                className="px-6 py-10"
              />
            )}
            {file && !dataset && !earlier && (
              <Field label="Name">
                {(control) => (
                  <Input
                    {...control}
                    data-testid="dataset-name"
                    required
                    maxLength={120}
                    disabled={running}
                    value={name}
                    onChange={(event) => setName(event.target.value)}
                  />
                )}
              </Field>
            )}
            {file && !earlier && !running && (
              <PrivacyFields columns={[]} choice={privacy} onChange={setPrivacy} />
            )}
            {earlier && !running && (
              <Notice>
                {earlier.bytesSent > 0
                  ? `${formatBytes(earlier.bytesSent)} of this file arrived earlier; the upload goes on from there.`
                  : 'The upload of this file was started earlier, but nothing had arrived. It begins anew.'}
              </Notice>
            )}
            {running && progress && <UploadState progress={progress} onPause={pause} onResume={resume} />}
            {!cancelled && <FormError error={upload.error} />}
          </DialogBody>
          <DialogFooter>
            {running ? (
              <Button onClick={cancel}>Cancel upload</Button>
            ) : (
              <DialogClose asChild>
                <Button>Cancel</Button>
              </DialogClose>
            )}
            <Button
              type="submit"
              look="primary"
              pending={running}
              disabled={!file || (!dataset && !earlier && name.trim() === '')}
              data-testid="upload-button"
            >
              {earlier ? 'Go on' : upload.isError ? 'Try again' : 'Upload'}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}

const ChosenFile = ({ file, locked, onRemove }: { file: File; locked: boolean; onRemove: () => void }) => (
  <div className="flex items-center gap-3 rounded-xl border border-line bg-sunken/50 px-4 py-3">
    <FileUp aria-hidden className="size-5 shrink-0 text-faint" />
    <div className="min-w-0 flex-1">
      <p className="truncate font-medium text-sm">{file.name}</p>
      <p className="figure text-[13px] text-faint">{formatBytes(file.size)}</p>
    </div>
    {!locked && (
      <Button look="ghost" size="iconSm" aria-label="Choose another file" onClick={onRemove}>
        <X />
      </Button>
    )}
  </div>
)
