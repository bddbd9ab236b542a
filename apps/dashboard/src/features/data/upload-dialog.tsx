import { FileUp, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { droppedFile, holdDroppedFile, onDroppedFile } from '../../lib/dropped-file.ts'
import { describeError } from '../../lib/errors.ts'
import { formatBytes } from '../../lib/format.ts'
import { solutionWords } from '../../lib/solutions.ts'
import { guessDatasetName } from '../../lib/upload/dataset-name.ts'
import { isSameFile, listStopped, markOf, type RememberedUpload } from '../../lib/upload/remembered.ts'
import type { SolutionId } from '../../lib/views.ts'
import { activeWorkspaceId } from '../../lib/workspace-choice.ts'
import { Button } from '../../ui/button.tsx'
import { DropZone } from '../../ui/drop-zone.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SolutionData } from '../../ui/solution-data.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { askedOf, type PreviewChoice, rolesOf } from './preview-choice.ts'
import { type PrivacyChoice, PrivacyFields } from './privacy-fields.tsx'
import { UploadPreviewView } from './upload-preview.tsx'
import { UploadState } from './upload-state.tsx'
import { type PreviewState, usePreview } from './use-preview.ts'
import { useUpload } from './use-upload.ts'

type UploadMode = 'start' | 'append'
const modes: readonly { value: UploadMode; label: string }[] = [
  { value: 'start', label: 'Create a new version' },
  { value: 'append', label: 'Add to the current version' },
]
/** What the version has been told of its columns holds. */
const appending = { privacy: {}, columns: { append: true } }

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
  canAppend = false,
  stopped,
  solution,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Uploads a new version of it; left out, a dataset is made. */
  dataset?: { id: string; name: string }
  /** Its rows can be added to those that the dataset has. */
  canAppend?: boolean
  /** An upload to go on with, and its file. */
  stopped?: StoppedFile | null
  /** What it is for: the file is trained on and deployed by itself. */
  solution?: SolutionId | undefined
}) {
  const [chosen, setChosen] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [privacy, setPrivacy] = useState<PrivacyChoice>({})
  const [choice, setChoice] = useState<PreviewChoice>(null)
  const [mode, setMode] = useState<UploadMode>('start')
  const { upload, progress, running, pause, resume, leave, cancel } = useUpload(dataset?.id)
  const file = chosen ?? stopped?.file ?? null
  const appends = canAppend && mode === 'append'
  const looked = usePreview(open && !stopped && !appends ? chosen : null)
  const preview = looked.status === 'ready' ? looked.preview : null
  const roles = choice?.roles ?? (preview ? rolesOf(preview) : {})
  const earlier = chosen ? findStopped(chosen, dataset?.id) : stopped?.earlier

  const choose = (next: File | null) => {
    setChosen(next)
    setChoice(null)
    upload.reset()
    if (next) setName(guessDatasetName(next.name))
  }
  const dropped = useSyncExternalStore(onDroppedFile, droppedFile)
  useEffect(() => {
    if (!open || !dropped || running) return
    holdDroppedFile(null)
    choose(dropped)
  })
  const words = solution && solutionWords[solution]
  const canLeave = !running || progress?.phase === 'paused'
  const close = () => {
    if (running) leave()
    choose(null)
    onOpenChange(false)
  }
  const submit = () => {
    if (!file) return
    const columns = preview ? askedOf(preview, choice) : {}
    upload.mutate(
      { file, name: name.trim(), ...(appends ? appending : { privacy, columns }), earlier, solution },
      { onSuccess: () => onOpenChange(false) },
    )
  }
  const cancelled = upload.error && describeError(upload.error).code === 'aborted'
  return (
    <FormDialog
      open={open}
      wide={preview !== null}
      title={
        dataset
          ? `New version of ${dataset.name}`
          : words
            ? `${words.title}: your own data`
            : 'Upload labelled data'
      }
      description={
        words
          ? 'Once the file is read, a classifier is trained and deployed automatically.'
          : 'CSV, JSON, Excel or Parquet with one example per row and a label column. Or a ZIP of pictures or WAV sounds, with one folder per label or a table that gives the labels.'
      }
      action={
        earlier
          ? 'Continue'
          : upload.isError
            ? 'Try again'
            : looked.status === 'refused'
              ? 'Upload anyway'
              : 'Upload'
      }
      cancel={running ? 'Cancel upload' : 'Cancel'}
      testId="upload-button"
      work={{ isPending: running, error: cancelled ? null : upload.error }}
      locked={!canLeave}
      onStop={cancel}
      valid={file !== null && (dataset !== undefined || earlier !== undefined || name.trim() !== '')}
      onSubmit={submit}
      onClose={close}
    >
      {words && !file && <SolutionData words={words} />}
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
        <TextField
          label="Name"
          testId="dataset-name"
          required
          maxLength={120}
          disabled={running}
          value={name}
          onType={setName}
        />
      )}
      {canAppend && !earlier && !running && (
        <SelectField
          label="Its rows"
          hint={
            appends
              ? 'Columns are matched by name and read as before, and your personal data settings still apply. Rows already there are skipped; all others keep their place and split.'
              : undefined
          }
          testId="upload-mode"
          value={mode}
          onChange={setMode}
          options={modes}
        />
      )}
      {file && !earlier && !running && !appends && (
        <>
          <Looked state={looked} choice={choice} onChange={setChoice} />
          <PrivacyFields
            columns={Object.keys(roles)}
            needed={Object.keys(roles).filter((one) => roles[one] === 'label' || roles[one] === 'text')}
            choice={privacy}
            onChange={setPrivacy}
          />
        </>
      )}
      {earlier && !running && (
        <Notice>
          {earlier.bytesSent > 0
            ? `${formatBytes(earlier.bytesSent)} of this file was uploaded earlier; the upload resumes from there.`
            : 'An upload of this file was started earlier, but nothing arrived. It starts over.'}
        </Notice>
      )}
      {running && progress && <UploadState progress={progress} onPause={pause} onResume={resume} />}
    </FormDialog>
  )
}

const Looked = ({
  state,
  choice,
  onChange,
}: {
  state: PreviewState
  choice: PreviewChoice
  onChange: (choice: PreviewChoice) => void
}) => {
  if (state.status === 'ready')
    return <UploadPreviewView preview={state.preview} choice={choice} onChange={onChange} />
  if (state.status === 'refused') return <FormError error={state.error} />
  if (state.status === 'loading')
    return (
      <div role="status" aria-label="Inspecting the file" className="grid gap-2">
        <Skeleton className="w-2/5" />
        <Skeleton className="h-24" />
      </div>
    )
  if (state.status === 'none') return null
  return (
    <p className="text-[13px] text-faint" data-testid="preview-later">
      Its contents are read after the upload; you will be asked about anything unclear.
    </p>
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
