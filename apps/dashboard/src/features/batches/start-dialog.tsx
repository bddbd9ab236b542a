import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatBytes } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { DropZone } from '../../ui/drop-zone.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Select } from '../../ui/select.tsx'
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
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
    <Dialog open onOpenChange={(next) => !next && !start.isPending && close()}>
      <DialogContent
        title="Start a batch"
        description="Rows are answered in their order and billed as they are answered."
        locked={start.isPending}
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field
              label="Deployment"
              hint={deployments.isSuccess && live.length === 0 ? 'Deploy a model first.' : undefined}
            >
              {(control) => (
                <Select
                  {...control}
                  data-testid="batch-deployment"
                  value={chosen}
                  onChange={(id) => {
                    setChosen(id)
                    setVersion(null)
                  }}
                  placeholder={deployments.isPending ? 'Loading…' : 'Choose one'}
                  options={live.map(({ id, name }) => ({ value: id, label: name }))}
                />
              )}
            </Field>
            {takesFiles && (
              <DropZone
                label="File"
                inputLabel="File to work through"
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
              <Field
                label="Column of the text"
                hint="Only where the file has several and none is called text."
              >
                {(control) => (
                  <Input
                    {...control}
                    maxLength={200}
                    value={textColumn}
                    onChange={(event) => setTextColumn(event.target.value)}
                  />
                )}
              </Field>
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
            <FormError error={start.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={close}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              pending={start.isPending}
              disabled={!deployment || source === null}
              data-testid="start-batch"
            >
              Start
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
