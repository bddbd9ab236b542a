import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { parseMoney } from '../../lib/money.ts'
import { toastDone } from '../../ui/action-toast.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

const kinds = [
  { value: 'percent', label: 'Percent' },
  { value: 'usd', label: 'Amount in USD' },
  { value: 'eur', label: 'Amount in EUR' },
] as const
const durations = [
  { value: 'once', label: 'The first invoice' },
  { value: 'repeating', label: 'Multiple months' },
  { value: 'forever', label: 'Every invoice' },
] as const

const whole = (typed: string): number | null => (/^\d{1,7}$/.test(typed.trim()) ? Number(typed) : null)

/** A new discount with the code that is typed for it. */
export function CouponDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const [form, setForm] = useState({ code: '', name: '', off: '', months: '3', uses: '', expires: '' })
  const [kind, setKind] = useState<(typeof kinds)[number]['value']>('percent')
  const [duration, setDuration] = useState<(typeof durations)[number]['value']>('once')
  const [firstTimeOnly, setFirstTimeOnly] = useState(false)
  const make = useMutation(
    trpc.operator.createCoupon.mutationOptions({
      onSuccess: async ({ code }) => {
        await queries.invalidateQueries(trpc.operator.coupons.pathFilter())
        toastDone(`${code} can now be used.`)
        onClose()
      },
    }),
  )
  const percent = whole(form.off)
  const amountMinor = kind === 'percent' ? null : parseMoney(form.off, kind)
  const off =
    kind === 'percent'
      ? percent !== null && percent > 0 && percent <= 100
        ? { percent }
        : null
      : amountMinor !== null && amountMinor !== '0'
        ? { amountMinor, currency: kind }
        : null
  const submit = () => {
    if (off === null) return
    make.mutate({
      code: form.code,
      name: form.name.trim() || form.code,
      off,
      duration,
      durationMonths: duration === 'repeating' ? whole(form.months) : null,
      maxRedemptions: whole(form.uses),
      expiresAt: form.expires === '' ? null : new Date(`${form.expires}T23:59:59Z`),
      firstTimeOnly,
    })
  }
  const text = (key: keyof typeof form, label: string, hint = '', type = 'text') => (
    <TextField
      label={label}
      hint={hint}
      type={type}
      value={form[key]}
      onType={(value) => setForm({ ...form, [key]: value })}
      testId={`coupon-${key}`}
    />
  )
  return (
    <FormDialog
      title="New promotion code"
      action="Create code"
      testId="save-coupon"
      work={make}
      valid={off !== null && form.code.trim().length >= 3}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {text('code', 'Code', 'Letters, digits and hyphens.')}
        {text('name', 'Name', 'Shown on the invoice.')}
        <SelectField label="Discount" value={kind} onChange={setKind} options={kinds} />
        {text('off', kind === 'percent' ? 'Percent off' : 'Amount off')}
        <SelectField label="Applies to" value={duration} onChange={setDuration} options={durations} />
        {duration === 'repeating' && text('months', 'Months')}
        {text('uses', 'Maximum uses', 'Empty: any number.')}
        {text('expires', 'Last day (UTC)', 'Empty: never expires.', 'date')}
      </div>
      <Checkbox checked={firstTimeOnly} onChange={setFirstTimeOnly}>
        Only for customers who have never paid
      </Checkbox>
    </FormDialog>
  )
}
