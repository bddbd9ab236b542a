import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import type { PlanHistoryView } from '../../lib/views.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextAreaField, TextField } from '../../ui/text-field.tsx'
import { DraftSimulation } from './draft-simulation.tsx'
import { formOf, type PlanForm, type PlanFormErrors, readPlanForm } from './plan-form.ts'
import { AddOnFields, CurrencyFields } from './plan-offer-fields.tsx'
import { PlanSimulation } from './plan-simulation.tsx'
import { PlanSteps } from './plan-steps.tsx'

type TextKey = Exclude<keyof PlanForm, 'addOns' | 'meters' | 'others'>

const fields = (currency: string): readonly (readonly [TextKey, string, string])[] => [
  ['price', `Monthly price (${currency.toUpperCase()})`, ''],
  ['included', 'Predictions included', ''],
  ['overage', `Per additional 1,000 (${currency.toUpperCase()})`, 'Empty: calls stop at the allowance.'],
  ['requests', 'Requests a second', ''],
  ['models', 'Models', 'Empty: unlimited.'],
  ['rows', 'Rows per dataset', 'Empty: unlimited.'],
  ['storage', 'Data stored (MB)', 'Empty: unlimited.'],
  ['minutes', 'Training minutes a month', 'Empty: unlimited.'],
  ['yearly', `Yearly price (${currency.toUpperCase()})`, 'Empty: sold monthly only.'],
  ['trial', 'Trial days', 'No card needed; 0 for none.'],
  ['seats', 'Seats included', 'Empty: any number of members.'],
  ['seatMonthly', 'Extra seat, monthly', 'Empty: no extra seats for sale.'],
  ['seatYearly', 'Extra seat, yearly', 'Empty: not sold yearly.'],
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
  const others = plan.versions.filter((one) => one.current && one.currency !== plan.currency)
  const [form, setForm] = useState<PlanForm>(() => formOf(plan.name, current, others))
  const [errors, setErrors] = useState<PlanFormErrors>({})
  const edit = useMutation(
    trpc.operator.editPlan.mutationOptions({
      onSuccess: async ({ number }) => {
        await queries.invalidateQueries(trpc.operator.plans.pathFilter())
        void queries.invalidateQueries(trpc.billing.plans.pathFilter())
        toastDone(`New subscribers now get ${form.name.trim()} version ${number}.`)
        onClose()
      },
    }),
  )
  const set = (key: TextKey) => (value: string) => setForm({ ...form, [key]: value })
  const draft = () => {
    const read = readPlanForm(plan.id, current.currency, form)
    setErrors('errors' in read ? read.errors : {})
    return 'errors' in read ? null : read.input
  }
  const submit = () => {
    const input = draft()
    if (input !== null) edit.mutate(input)
  }
  const subscribers = plan.versions.reduce((sum, one) => sum + one.subscribers, 0)
  return (
    <FormDialog
      title={`New version of ${plan.name}`}
      wide
      action="Publish version"
      testId="save-plan"
      work={edit}
      onSubmit={submit}
      onClose={onClose}
    >
      <Notice>
        {subscribers === 0
          ? 'Nobody is on this plan yet.'
          : `${plural(subscribers, 'existing subscriber')} ${subscribers === 1 ? 'keeps the version' : 'keep the versions'} they are on; nothing changes for them.`}
      </Notice>
      <TextField label="Name" error={errors.name} value={form.name} onType={set('name')} />
      <TextAreaField
        label="Description"
        controlClassName="min-h-16"
        maxLength={500}
        value={form.description}
        onType={set('description')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {fields(current.currency).map(([key, label, hint]) => (
          <TextField
            key={key}
            label={label}
            hint={hint}
            error={errors[key]}
            inputMode="decimal"
            testId={`plan-${key}`}
            value={form[key]}
            onType={set(key)}
          />
        ))}
      </div>
      <Section title="Add-ons" error={errors.addOns}>
        <AddOnFields form={form} onChange={setForm} />
      </Section>
      <Section
        title="Tiered pricing"
        hint="If a meter has tiers, they replace the price per 1,000 above."
        error={errors.meters}
      >
        <PlanSteps value={form.meters} onChange={(meters) => setForm({ ...form, meters })} />
      </Section>
      <Section title="Other currencies" error={errors.others}>
        <CurrencyFields form={form} main={current.currency} onChange={setForm} />
      </Section>
      <PlanSimulation form={form} currency={current.currency} />
      <DraftSimulation read={draft} />
    </FormDialog>
  )
}

function Section({
  title,
  hint,
  error,
  children,
}: {
  title: string
  hint?: string
  error: string | undefined
  children: ReactNode
}) {
  return (
    <section className="grid gap-2" aria-label={title}>
      <h3 className="font-medium text-[13px]">{title}</h3>
      {hint && <p className="text-[13px] text-faint">{hint}</p>}
      {children}
      {error && (
        <p role="alert" className="text-[13px] text-bad">
          {error}
        </p>
      )}
    </section>
  )
}
