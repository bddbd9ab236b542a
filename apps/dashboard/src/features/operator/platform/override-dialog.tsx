import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../../lib/api.ts'
import { useDebounced } from '../../../lib/hooks.ts'
import type { FeatureRow } from '../../../lib/views.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { SelectField } from '../../../ui/select-field.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { featureTexts } from './feature-texts.ts'

const ways = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const

/** Another switch for one workspace than for everybody. */
export function OverrideDialog({ feature, onClose }: { feature: FeatureRow; onClose: () => void }) {
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const search = useDebounced(typed)
  const [workspaceId, setWorkspaceId] = useState<string>()
  const [way, setWay] = useState<'on' | 'off'>(feature.enabled ? 'off' : 'on')
  const tenants = useQuery(trpc.tenant.list.queryOptions({ limit: 50, ...(search && { search }) }))
  const override = useMutation(
    trpc.platform.overrideFeature.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.platform.pathFilter())
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={featureTexts[feature.name].title}
      description="This workspace's setting overrides the global one."
      action="Apply setting"
      testId="save-override"
      work={override}
      valid={workspaceId !== undefined}
      onSubmit={() =>
        workspaceId && override.mutate({ name: feature.name, workspaceId, enabled: way === 'on' })
      }
      onClose={onClose}
    >
      <TextField label="Find a workspace" value={typed} onType={setTyped} />
      <SelectField
        label="Workspace"
        value={workspaceId}
        onChange={setWorkspaceId}
        placeholder="Choose one"
        options={(tenants.data?.items ?? []).map((one) => ({
          value: one.workspaceId,
          label: one.name,
        }))}
      />
      <SelectField label="For this workspace" value={way} onChange={setWay} options={ways} />
    </FormDialog>
  )
}
