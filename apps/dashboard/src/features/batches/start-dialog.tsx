import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatBytes } from '../../lib/format.ts'
import { DropZone } from '../../ui/drop-zone.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Estimate } from './estimate.tsx'
import { useStart } from './use-start.ts'
import { VersionFields } from './version-fields.tsx'

/** What is to be answered, and by which deployment. Mounted while it is open. */
export function StartDialog({
  deploymentId,
  onClose,
}: {
  deploymentId: string | undefined
  onClose: () => void
}) {
  const queries = useQueryClient()
  const deployments = useQuery(trpc.deployment.list.queryOptions({ offset: 0, limit: 200 }))
  const [chosen, setChosen] = useState(deploymentId)
  const [file, setFile] = useState<File | null>(null)
  const [version, setVersion] = useState<{ id: string; rows: number } | null>(null)
  const [textColumn, setTextColumn] = useState('')
  const { start, share, stop } = useStart(async () => {
    await queries.invalidateQueries(trpc.batch.pathFilter())
    onClose()
  })
  const live = deployments.data?.items.filter(({ stoppedAt }) => stoppedAt === null) ?? []
  const deployment = live.find(({ id }) => id === chosen)
  const takesFiles = deployment?.kind === 'text' || deployment?.kind === 'table'
  const source = (takesFiles ? file : null) ?? version
  const submit = () => {
    if (!deployment || source === null) return
    start.mutate({
      deploymentId: deployment.id,
      source: source instanceof File ? source : source.id,
      textColumn: textColumn.trim(),
    })
  }
  const close = () => {
    stop()
    onClose()
  }
  return (
    <FormDialog
      title="Start a batch"
      description="Rows are processed in order and billed as they are answered."
      action="Start"
      testId="start-batch"
      work={start}
      valid={deployment !== undefined && source !== null}
      onSubmit={submit}
      onStop={close}
      onClose={close}
    >
      <SelectField
        label="Deployment"
        hint={deployments.isSuccess && live.length === 0 ? 'Deploy a model first.' : undefined}
        testId="batch-deployment"
        value={chosen}
        onChange={(id) => {
          setChosen(id)
          setVersion(null)
        }}
        placeholder={deployments.isPending ? 'Loading…' : 'Choose one'}
        options={live.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {takesFiles && (
        <DropZone
          label="File"
          inputLabel="File to process"
          inputTestId="batch-file"
          choose={file ? 'Choose another file' : 'Choose a file'}
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.xlsx"
          onFile={setFile}
          shown={
            file ? (
              <p className="font-medium text-sm">
                {file.name}, {formatBytes(file.size)}
              </p>
            ) : (
              <FileUp aria-hidden className="size-6 text-faint" />
            )
          }
          hint={file ? null : '.csv, .tsv, .json, .jsonl, .xlsx, .parquet'}
        />
      )}
      {takesFiles && file && deployment.kind === 'text' && (
        <TextField
          label="Text column"
          hint="Only if the file has several columns and none is named text."
          maxLength={200}
          value={textColumn}
          onType={setTextColumn}
        />
      )}
      {deployment && !file && (
        <VersionFields
          key={deployment.id}
          kind={deployment.kind}
          value={version?.id ?? null}
          onChange={setVersion}
        />
      )}
      {deployment && source !== null && <Estimate source={source} />}
      {start.isPending && share !== null && <Progress fraction={share} label="Upload" />}
    </FormDialog>
  )
}
