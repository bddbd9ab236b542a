import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'
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
        toastDone(`The canary takes ${form.percent} % of the callers.`)
        onOpenChange(false)
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start.mutate({ id: deployment.id, modelVersionId, percent: Number(form.percent), rules: rulesOf(form) })
  }
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
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Start a canary"
        description="The same callers get it at every call. Nobody else notices anything."
      >
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Field label="Version" hint={versions.hint}>
              {(control) => (
                <Select
                  {...control}
                  data-testid="canary-version"
                  value={modelVersionId}
                  onChange={(value) => set({ modelVersionId: value })}
                  options={versions.options}
                />
              )}
            </Field>
            <Field label="Share of the callers, in percent">
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={1}
                  max={99}
                  required
                  value={form.percent}
                  data-testid="canary-share"
                  onChange={(event) => set({ percent: event.target.value })}
                />
              )}
            </Field>
            <Checkbox checked={form.automatic} onChange={(automatic) => set({ automatic })}>
              Promote or roll back by itself
            </Checkbox>
            {form.automatic && (
              <>
                <div className="grid grid-cols-2 gap-4">
                  {(
                    [
                      ['minimumCalls', 'Calls at least', '1'],
                      ['minutes', 'Minutes at least', 'any'],
                      ['extraErrors', 'More failed calls, % at most', 'any'],
                      ['latencyRatio', 'Slower, times at most', 'any'],
                    ] as const
                  ).map(([name, label, step]) => (
                    <Field key={name} label={label}>
                      {(control) => (
                        <Input
                          {...control}
                          type="number"
                          min={name === 'minutes' || name === 'extraErrors' ? 0 : 1}
                          step={step}
                          required={name !== 'latencyRatio'}
                          value={form[name]}
                          data-testid={`canary-${name}`}
                          onChange={(event) => set({ [name]: event.target.value })}
                        />
                      )}
                    </Field>
                  ))}
                </div>
                <Field
                  label="Gold rows"
                  hint="Both versions answer them first; the canary must not be right less often."
                >
                  {(control) => (
                    <Select
                      {...control}
                      data-testid="canary-gold"
                      value={form.gold}
                      onChange={(gold) => set({ gold })}
                      options={golds}
                    />
                  )}
                </Field>
              </>
            )}
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
              disabled={modelVersionId === ''}
              data-testid="confirm-canary"
            >
              Start
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
