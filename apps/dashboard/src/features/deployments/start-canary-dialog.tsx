import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type CanaryForm, firstForm, noGold, rulesOf } from './canary-form.ts'
import { useOtherVersions } from './use-other-versions.ts'

/** Gives a share of the callers another version, watched by rules or by a person. */
export function StartCanaryDialog({
  open,
  onOpenChange,
  deployment,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  deployment: DeploymentDetail
}) {
  const queries = useQueryClient()
  const versions = useOtherVersions(deployment, open)
  const datasets = useQuery(trpc.dataset.list.queryOptions({ offset: 0, limit: 100 }, { enabled: open }))
  const [form, setForm] = useState<CanaryForm>(firstForm)
  const set = (part: Partial<CanaryForm>) => setForm((before) => ({ ...before, ...part }))
  const modelVersionId = form.modelVersionId || versions.newest?.id || ''
  const start = useMutation(
    trpc.deployment.startCanary.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.deployment.pathFilter())
        toastDone(`The canary takes ${form.percent}% of callers.`)
        onOpenChange(false)
      },
    }),
  )
  const submit = () =>
    start.mutate({ id: deployment.id, modelVersionId, percent: Number(form.percent), rules: rulesOf(form) })
  const golds = [
    { value: noGold, label: 'None' },
    { value: `test ${deployment.version.datasetVersionId}`, label: 'Test rows of the live version’s data' },
    ...(datasets.data?.items ?? []).flatMap(({ name, kind, latest }) =>
      latest?.status === 'ready' && kind === deployment.kind
        ? [{ value: `all ${latest.id}`, label: `All rows of ${name} v${latest.number}` }]
        : [],
    ),
  ]
  return (
    <FormDialog
      open={open}
      title="Start a canary"
      description="The same callers get it on every call. No one else is affected."
      action="Start"
      testId="confirm-canary"
      work={start}
      valid={modelVersionId !== ''}
      onSubmit={submit}
      onClose={() => onOpenChange(false)}
    >
      <SelectField
        label="Version"
        hint={versions.hint}
        testId="canary-version"
        value={modelVersionId}
        onChange={(value) => set({ modelVersionId: value })}
        options={versions.options}
      />
      <TextField
        label="Share of callers, %"
        type="number"
        min={1}
        max={99}
        required
        value={form.percent}
        testId="canary-share"
        onType={(percent) => set({ percent })}
      />
      <Checkbox checked={form.automatic} onChange={(automatic) => set({ automatic })}>
        Promote or roll back automatically
      </Checkbox>
      {form.automatic && (
        <>
          <div className="grid grid-cols-2 gap-4">
            {(
              [
                ['minimumCalls', 'Minimum calls', '1'],
                ['minutes', 'Minimum minutes', 'any'],
                ['extraErrors', 'Maximum extra failed calls, %', 'any'],
                ['latencyRatio', 'Maximum slowdown, times', 'any'],
              ] as const
            ).map(([name, label, step]) => (
              <TextField
                key={name}
                label={label}
                type="number"
                min={name === 'minutes' || name === 'extraErrors' ? 0 : 1}
                step={step}
                required={name !== 'latencyRatio'}
                value={form[name]}
                testId={`canary-${name}`}
                onType={(typed) => set({ [name]: typed })}
              />
            ))}
          </div>
          <SelectField
            label="Gold rows"
            hint="Both versions answer these first; the canary must be right at least as often."
            testId="canary-gold"
            value={form.gold}
            onChange={(gold) => set({ gold })}
            options={golds}
          />
        </>
      )}
    </FormDialog>
  )
}
