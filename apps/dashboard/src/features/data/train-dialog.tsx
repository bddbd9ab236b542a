import type { TaskKind } from '@assay/ml-core/schema'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { goesOn } from '../../lib/names.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'
import { AdvancedSettings } from './advanced-settings.tsx'
import { SearchFields } from './search-fields.tsx'
import { defaultSettings, readSettings, type TrainSettings } from './train-settings.ts'
import { WarmStartField } from './warm-start-field.tsx'

const newModel = 'new'

export function TrainDialog({
  open,
  onOpenChange,
  version,
  kind,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  version: DatasetVersionView
  kind: TaskKind
}) {
  const router = useRouter()
  const queries = useQueryClient()
  const [target, setTarget] = useState(newModel)
  const [name, setName] = useState(version.datasetName)
  const [warm, setWarm] = useState(false)
  const [settings, setSettings] = useState<TrainSettings>(defaultSettings)
  const models = useQuery(trpc.model.list.queryOptions({ offset: 0, limit: 200 }, { enabled: open }))
  const siblings = models.data?.items.filter((one) => one.datasetId === version.datasetId) ?? []
  const start = useMutation(
    trpc.training.start.mutationOptions({
      onSuccess: async ({ jobId }) => {
        await router.navigate({ to: '/training/$jobId', params: { jobId } })
        void queries.invalidateQueries(trpc.training.pathFilter())
        void queries.invalidateQueries(trpc.model.pathFilter())
      },
    }),
  )
  const earlier = siblings.find((one) => one.id === target)?.latest ?? null
  const canGoOn = earlier !== null && !settings.search && goesOn.has(earlier.family)
  const config = readSettings(settings)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!config) return
    start.mutate({
      datasetVersionId: version.id,
      config: {
        ...config,
        ...(warm && canGoOn && { warmStart: { modelVersionId: earlier.id } }),
      },
      ...(target === newModel ? { name: name.trim() } : { modelId: target }),
    })
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Train a model"
        description={`On ${version.datasetName}, version ${version.number}. Several classifiers compete; the best on validation rows wins.`}
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            {siblings.length > 0 && (
              <Field label="Train">
                {(control) => (
                  <Select
                    {...control}
                    value={target}
                    onChange={setTarget}
                    options={[
                      { value: newModel, label: 'A new model' },
                      ...siblings.map((one) => ({ value: one.id, label: `A new version of ${one.name}` })),
                    ]}
                  />
                )}
              </Field>
            )}
            {target === newModel && (
              <Field label="Model name">
                {(control) => (
                  <Input
                    {...control}
                    data-testid="model-name"
                    required
                    maxLength={120}
                    value={name}
                    onChange={(event) => setName(event.target.value)}
                  />
                )}
              </Field>
            )}
            {canGoOn && <WarmStartField number={earlier.number} checked={warm} onChange={setWarm} />}
            <SearchFields settings={settings} onChange={setSettings} />
            <AdvancedSettings kind={kind} settings={settings} onChange={setSettings} />
            <FormError error={start.error} />
          </DialogBody>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button
              type="submit"
              look="primary"
              pending={start.isPending}
              disabled={!config || (target === newModel && name.trim() === '')}
              data-testid="start-training"
            >
              Start training
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
