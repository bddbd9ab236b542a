import { FileUp, X } from 'lucide-react'
import { type DragEvent, type FormEvent, useRef, useState } from 'react'
import { cn } from '../../lib/class-names.ts'
import { describeError } from '../../lib/errors.ts'
import { formatBytes, formatTimeLeft } from '../../lib/format.ts'
import { guessDatasetName, type UploadProgress } from '../../lib/upload.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useUpload } from './use-upload.ts'

export function UploadDialog({
  open,
  onOpenChange,
  dataset,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Uploads a new version of it; left out, a dataset is made. */
  dataset?: { id: string; name: string }
}) {
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const { upload, progress, running, cancel } = useUpload(dataset?.id)

  const choose = (chosen: File | null) => {
    setFile(chosen)
    upload.reset()
    if (chosen) setName(guessDatasetName(chosen.name))
  }
  const change = (next: boolean) => {
    if (running) return
    if (!next) choose(null)
    onOpenChange(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!file) return
    upload.mutate({ file, name: name.trim() }, { onSuccess: () => onOpenChange(false) })
  }
  const cancelled = upload.error && describeError(upload.error).code === 'aborted'
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogContent
        locked={running}
        title={dataset ? `New version of ${dataset.name}` : 'Upload labelled data'}
        description="CSV or JSONL, one example a row, with a column that holds the label. Or a ZIP of pictures or WAV sounds, one folder per label."
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            {file ? (
              <ChosenFile file={file} locked={running} onRemove={() => choose(null)} />
            ) : (
              <DropZone onFile={choose} />
            )}
            {file && !dataset && (
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
            {running && <UploadState progress={progress} />}
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
              disabled={!file || (!dataset && name.trim() === '')}
              data-testid="upload-button"
            >
              {upload.isError ? 'Try again' : 'Upload'}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}

function DropZone({ onFile }: { onFile: (file: File) => void }) {
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) onFile(file)
  }
  return (
    <section
      aria-label="File"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        'grid justify-items-center gap-3 rounded-xl border-2 border-dashed px-6 py-10 text-center transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken/40',
      )}
    >
      <FileUp aria-hidden className="size-7 text-faint" />
      <div>
        <p className="font-medium text-sm">Drop a file here</p>
        <p className="text-[13px] text-faint">.csv, .tsv, .jsonl, .ndjson, .zip</p>
      </div>
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.jsonl,.ndjson,.zip,text/csv,application/zip,application/x-ndjson"
        data-testid="file-input"
        className="sr-only"
        tabIndex={-1}
        aria-label="File to upload"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onFile(file)
        }}
      />
    </section>
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

function UploadState({ progress }: { progress: UploadProgress | null }) {
  const sent = progress?.bytesSent ?? 0
  const total = progress?.bytesTotal ?? 0
  const arrived = total > 0 && sent >= total
  return (
    <div className="grid gap-2">
      <Progress
        fraction={total > 0 && !arrived ? sent / total : arrived ? 1 : null}
        label="Upload"
        data-testid="upload-progress"
      />
      <p className="figure flex justify-between gap-3 text-[13px] text-faint">
        <span>{arrived ? 'Checking what arrived…' : `${formatBytes(sent)} of ${formatBytes(total)}`}</span>
        {progress && !arrived && (
          <span>
            {formatBytes(progress.bytesPerSecond)}/s
            {progress.secondsLeft !== null && `, ${formatTimeLeft(progress.secondsLeft)} left`}
          </span>
        )}
      </p>
    </div>
  )
}
