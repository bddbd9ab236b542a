import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import type { PlanHistoryView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { formOf, type PlanForm, type PlanFormErrors, readPlanForm } from './plan-form.ts'

const fields = (currency: string): readonly (readonly [keyof PlanForm, string, string])[] => [
  ['price', `Price a month (${currency.toUpperCase()})`, ''],
  ['included', 'Predictions included', ''],
  ['overage', `Per further 1,000 (${currency.toUpperCase()})`, 'Empty: calls stop at the allowance.'],
  ['requests', 'Requests a second', ''],
  ['models', 'Models', 'Empty: unlimited.'],
  ['rows', 'Rows per dataset', 'Empty: unlimited.'],
  ['storage', 'Data stored (MB)', 'Empty: unlimited.'],
  ['minutes', 'Training minutes a month', 'Empty: unlimited.'],
]

export function PlanEditor({ plan, onClose }: { plan: PlanHistoryView; onClose: () => void }) {
  const current = plan.versions.find((one) => one.current && one.currency === plan.currency)
  if (!current) return null
  return <Editor plan={plan} current={current} onClose={onClose} />
}

function Editor({
  plan,
  current,
  onClose,
}: {
  plan: PlanHistoryView
  current: PlanHistoryView['versions'][number]
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [form, setForm] = useState<PlanForm>(() => formOf(plan.name, current))
  const [errors, setErrors] = useState<PlanFormErrors>({})
  const edit = useMutation(
    trpc.operator.editPlan.mutationOptions({
      onSuccess: async ({ number }) => {
        await queries.invalidateQueries(trpc.operator.plans.pathFilter())
        void queries.invalidateQueries(trpc.billing.plans.pathFilter())
        toastDone(`${form.name.trim()} version ${number} is what new subscribers get.`)
        onClose()
      },
    }),
  )
  const set = (key: keyof PlanForm) => (value: string) => setForm({ ...form, [key]: value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readPlanForm(plan.id, current.currency, form)
    if ('errors' in read) return setErrors(read.errors)
    setErrors({})
    edit.mutate(read.input)
  }
  const subscribers = plan.versions.reduce((sum, one) => sum + one.subscribers, 0)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent wide title={`New version of ${plan.name}`}>
        <form onSubmit={submit} className="contents">
          <DialogBody>
            <Notice>
              {subscribers === 0
                ? 'Nobody is on this plan yet.'
                : `${plural(subscribers, 'existing subscriber')} ${subscribers === 1 ? 'keeps the version' : 'keep the versions'} they took; nothing changes for them.`}
            </Notice>
            <Field label="Name" error={errors.name}>
              {(control) => (
                <Input {...control} value={form.name} onChange={(event) => set('name')(event.target.value)} />
              )}
            </Field>
            <Field label="Description">
              {(control) => (
                <Textarea
                  {...control}
                  className="min-h-16"
                  maxLength={500}
                  value={form.description}
                  onChange={(event) => set('description')(event.target.value)}
                />
              )}
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              {fields(current.currency).map(([key, label, hint]) => (
                <Field key={key} label={label} hint={hint} error={errors[key]}>
                  {(control) => (
                    <Input
                      {...control}
                      inputMode="decimal"
                      data-testid={`plan-${key}`}
                      value={form[key]}
                      onChange={(event) => set(key)(event.target.value)}
                    />
                  )}
                </Field>
              ))}
            </div>
            <FormError error={edit.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" pending={edit.isPending} data-testid="save-plan">
              Publish version
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
