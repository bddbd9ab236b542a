import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import type { DeploymentView } from '../../lib/views.ts'
import { SelectField } from '../../ui/select-field.tsx'

/** A dataset of the deployment's kind, and its newest versions. */
export function VersionFields({
  kind,
  value,
  onChange,
}: {
  kind: DeploymentView['kind']
  value: string | null
  onChange: (version: { id: string; rows: number } | null) => void
}) {
  const datasets = useQuery(trpc.dataset.list.queryOptions({ offset: 0, limit: 200 }))
  const [datasetId, setDatasetId] = useState<string>()
  const versions = useQuery(
    trpc.dataset.versions.queryOptions({ id: datasetId ?? '' }, { enabled: datasetId !== undefined }),
  )
  const fitting = datasets.data?.items.filter((one) => one.kind === kind) ?? []
  const ready = versions.data?.filter(({ status }) => status === 'ready') ?? []
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Or a dataset"
        value={datasetId}
        onChange={(id) => {
          setDatasetId(id)
          onChange(null)
        }}
        placeholder={
          datasets.isPending ? 'Loading…' : fitting.length > 0 ? 'Choose one' : 'No matching datasets'
        }
        options={fitting.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {datasetId && (
        <SelectField
          label="Version"
          value={value ?? undefined}
          onChange={(id) => onChange({ id, rows: ready.find((one) => one.id === id)?.rows ?? 0 })}
          placeholder={
            versions.isPending ? 'Loading…' : ready.length > 0 ? 'Choose one' : 'No versions ready'
          }
          options={ready.map(({ id, number, rows }) => ({
            value: id,
            label: `v${number}, ${formatCount(rows ?? 0)} rows`,
          }))}
        />
      )}
    </div>
  )
}
