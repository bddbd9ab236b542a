import type { DecisionPolicy } from '@assay/ml-core/schema'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { describePolicy } from '../../lib/decision-policy.ts'
import type { ModelVersionView } from '../../lib/views.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

const fresh = 'new'

export const deploymentName = (modelName: string): string =>
  modelName
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60) || 'deployment'

export function DeployDialog({
  open,
  onOpenChange,
  version,
  policy = null,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  version: ModelVersionView
  /** How answers are to be decided; null: the most probable label. */
  policy?: DecisionPolicy | null
}) {
  const router = useRouter()
  const queries = useQueryClient()
  const [target, setTarget] = useState(fresh)
  const [name, setName] = useState(deploymentName(version.modelName))
  const deployments = useQuery(
    trpc.deployment.list.queryOptions({ offset: 0, limit: 200 }, { enabled: open }),
  )
  const fitting = deployments.data?.items.filter((one) => one.kind === version.kind) ?? []
  const create = useMutation(trpc.deployment.create.mutationOptions())
  const swap = useMutation(trpc.deployment.deploy.mutationOptions())
  const deploy = useMutation({
    mutationFn: async () => {
      const id =
        target === fresh
          ? (await create.mutateAsync({ name: name.trim(), modelVersionId: version.id, policy })).id
          : target
      if (target !== fresh) await swap.mutateAsync({ id, modelVersionId: version.id, policy })
      return id
    },
    onSuccess: async (deploymentId) => {
      void queries.invalidateQueries(trpc.deployment.pathFilter())
      void queries.invalidateQueries(trpc.model.list.pathFilter())
      void queries.invalidateQueries(trpc.model.get.pathFilter())
      await router.navigate({ to: '/deployments/$deploymentId', params: { deploymentId } })
    },
  })
  return (
    <FormDialog
      open={open}
      title={`Deploy ${version.modelName} v${version.number}`}
      description="Calls switch over immediately; none are dropped, and you can roll back with one click."
      action="Deploy"
      testId="confirm-deploy"
      work={deploy}
      onSubmit={() => deploy.mutate()}
      onClose={() => onOpenChange(false)}
    >
      {fitting.length > 0 && (
        <SelectField
          label="Deploy to"
          testId="deploy-target"
          value={target}
          onChange={setTarget}
          options={[
            { value: fresh, label: 'New deployment' },
            ...fitting.map((one) => ({
              value: one.id,
              label: `${one.name} (now ${one.modelName} v${one.version.number})`,
            })),
          ]}
        />
      )}
      {target === fresh && (
        <TextField
          label="Deployment name"
          hint="For display only; the endpoint’s address does not change."
          testId="deployment-name"
          required
          maxLength={80}
          value={name}
          onType={setName}
        />
      )}
      <div className="grid gap-1 text-[13px]">
        <p className="font-medium">How answers are decided</p>
        <ul className="text-soft">
          {describePolicy(policy).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    </FormDialog>
  )
}
