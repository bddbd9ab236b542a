import { recurringMinor } from '@assay/billing/rating'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { describeError } from '../../lib/errors.ts'
import { plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { per } from '../../lib/price-choice.ts'
import type { BillingInterval, PlanVersionView, PlanView, PromotionView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { BillRow } from './bill-lines.tsx'
import { type ItemsChoice, SelectionFields } from './selection-fields.tsx'

const durations = (one: PromotionView): string =>
  one.duration === 'once'
    ? 'from the first invoice'
    : one.duration === 'forever'
      ? 'from every invoice'
      : `for ${plural(one.durationMonths ?? 1, 'month')}`

/** What a code takes off a whole amount: the same rounding as Stripe's, to the nearest minor unit. */
const offOf = (one: PromotionView, minor: bigint): bigint => {
  if (one.amountOffMinor !== null)
    return BigInt(one.amountOffMinor) < minor ? BigInt(one.amountOffMinor) : minor
  return (minor * BigInt(one.percentOff ?? 0) + 50n) / 100n
}

/** Everything that is chosen before Checkout, and what it comes to. Mounted while it is open. */
export function SubscribeDialog({
  plan,
  version,
  interval,
  onClose,
}: {
  plan: PlanView
  version: PlanVersionView
  interval: BillingInterval
  onClose: () => void
}) {
  const [choice, setChoice] = useState<ItemsChoice>({ extraSeats: 0, addOns: [] })
  const [code, setCode] = useState('')
  const [applied, setApplied] = useState('')
  const entitlements = useQuery(trpc.billing.entitlements.queryOptions())
  const promotion = useQuery(
    trpc.billing.promotion.queryOptions(
      { code: applied || '-', currency: version.currency },
      { enabled: applied !== '', retry: false },
    ),
  )
  const checkout = useMutation(
    trpc.billing.checkout.mutationOptions({ onSuccess: ({ url }) => location.assign(url) }),
  )
  const days = entitlements.data?.trialAvailable ? version.offer.trialDays : 0
  const terms = { monthlyPriceMinor: BigInt(version.monthlyPriceMinor), offer: version.offer }
  const total = recurringMinor(terms, { interval, ...choice })
  const off = promotion.data && applied !== '' ? offOf(promotion.data, total) : 0n
  const money = (minor: bigint) => formatMoney(minor.toString(), version.currency)
  const apply = () => setApplied(code.trim())
  const submit = () => {
    const promotionCode = promotion.data && applied !== '' ? { promotionCode: applied } : {}
    checkout.mutate({ planId: plan.id, interval, currency: version.currency, ...choice, ...promotionCode })
  }
  return (
    <FormDialog
      title={`Subscribe to ${plan.name}, ${interval === 'year' ? 'yearly' : 'monthly'}`}
      description="You pay on the next page. Nothing is charged until you confirm there."
      cancel="Not now"
      action={days > 0 ? 'Start the trial' : 'Go to checkout'}
      testId="go-to-checkout"
      // Leaving for Checkout takes a moment: the button stays busy until the page is gone.
      work={{ isPending: checkout.isPending || checkout.isSuccess, error: checkout.error }}
      locked={checkout.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectionFields version={version} interval={interval} choice={choice} onChange={setChoice} />
      <Field
        label="Promotion code"
        error={applied !== '' && promotion.error ? describeError(promotion.error).message : undefined}
      >
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              value={code}
              maxLength={60}
              autoComplete="off"
              autoCapitalize="characters"
              placeholder="Optional"
              onChange={(event) => {
                setCode(event.target.value)
                setApplied('')
              }}
              data-testid="promotion-code"
            />
            <Button
              disabled={code.trim() === ''}
              pending={promotion.isFetching}
              onClick={apply}
              data-testid="apply-code"
            >
              Apply
            </Button>
          </div>
        )}
      </Field>
      <ul className="grid gap-2 border-line border-t pt-4 text-sm" data-testid="checkout-total">
        <BillRow amount={money(total)}>
          {plan.name} {per[interval]}
          {choice.extraSeats > 0 && `, ${plural(choice.extraSeats, 'extra seat')}`}
          {choice.addOns.length > 0 && `, ${plural(choice.addOns.length, 'add-on')}`}
        </BillRow>
        {promotion.data && applied !== '' && (
          <BillRow amount={money(-off)}>
            {promotion.data.code}: {promotion.data.name}, {durations(promotion.data)}
          </BillRow>
        )}
        <BillRow strong amount={money(days > 0 ? 0n : total - off)}>
          Due today, before taxes
        </BillRow>
      </ul>
      {days > 0 && (
        <Notice>
          {plural(days, 'day')} free, no card needed. During the trial, calls stop at the allowance; without a
          card, it simply ends.
        </Notice>
      )}
    </FormDialog>
  )
}
