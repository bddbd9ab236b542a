import type { TaskKind } from '@assay/ml-core/schema'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { goesOn } from '../../lib/names.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
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
  const submit = () => {
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
    <FormDialog
      open={open}
      title="Train a model"
      description={`On ${version.datasetName}, version ${version.number}. Several classifiers compete; the best on validation rows wins.`}
      action="Start training"
      testId="start-training"
      work={start}
      valid={config !== null && (target !== newModel || name.trim() !== '')}
      onSubmit={submit}
      onClose={() => onOpenChange(false)}
    >
      {siblings.length > 0 && (
        <SelectField
          label="Train"
          value={target}
          onChange={setTarget}
          options={[
            { value: newModel, label: 'New model' },
            ...siblings.map((one) => ({ value: one.id, label: `New version of ${one.name}` })),
          ]}
        />
      )}
      {target === newModel && (
        <TextField
          label="Model name"
          testId="model-name"
          required
          maxLength={120}
          value={name}
          onType={setName}
        />
      )}
      {canGoOn && <WarmStartField number={earlier.number} checked={warm} onChange={setWarm} />}
      <SearchFields settings={settings} onChange={setSettings} />
      <AdvancedSettings kind={kind} settings={settings} onChange={setSettings} />
    </FormDialog>
  )
}
