import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { featuresOf } from '../../lib/plan-features.ts'
import {
  basePrice,
  currenciesOf,
  firstCurrency,
  per,
  versionIn,
  yearlySaving,
} from '../../lib/price-choice.ts'
import { useSession } from '../../lib/session.ts'
import type {
  BillingInterval,
  EntitlementsView,
  PlanCatalogueView,
  PlanVersionView,
  PlanView,
  SubscriptionView,
} from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { IntervalToggle } from '../../ui/interval-toggle.tsx'
import { Select } from '../../ui/select.tsx'
import { ChangePlanDialog } from './change-plan-dialog.tsx'
import { SubscribeDialog } from './subscribe-dialog.tsx'

/** Whether there is a subscription that is paid at Stripe, or tried. */
const isPaying = (subscription: SubscriptionView): boolean =>
  isPriced(subscription.plan.version) &&
  subscription.status !== 'canceled' &&
  subscription.status !== 'incomplete'

export function PlanCatalogue({
  plans,
  subscription,
  entitlements,
}: {
  plans: readonly PlanCatalogueView[]
  subscription: SubscriptionView
  entitlements: EntitlementsView
}) {
  const sold = currenciesOf(plans)
  const paying = isPaying(subscription)
  // A customer has one currency: once it has paid there is nothing to choose.
  const fixed = paying ? subscription.plan.version.currency : entitlements.billingCurrency
  const [chosen, setChosen] = useState<string | null>(null)
  const currency = fixed ?? chosen ?? firstCurrency(sold, null, navigator.language)
  const [interval, setInterval] = useState<BillingInterval>(subscription.interval)
  const versions = plans.map((plan) => versionIn(plan, currency))
  const saving = Math.max(0, ...versions.map((version) => yearlySaving(version) ?? 0))
  const yearly = versions.some((version) => version.offer.yearlyMinor !== null)
  return (
    <section className="grid gap-3" aria-labelledby="plans-title">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="plans-title" className="mr-auto font-semibold text-[15px]">
          Plans
        </h2>
        {yearly && <IntervalToggle value={interval} onChange={setInterval} saving={saving} />}
        {sold.length > 1 &&
          (fixed === null ? (
            <Select
              aria-label="Currency"
              className="w-24"
              value={currency}
              onChange={setChosen}
              options={sold.map((code) => ({ value: code, label: code.toUpperCase() }))}
              data-testid="currency"
            />
          ) : (
            <span className="text-[13px] text-faint">You pay in {fixed.toUpperCase()}</span>
          ))}
      </div>
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {plans.map((plan) => (
          <PlanCard
            key={plan.id}
            plan={plan}
            version={versionIn(plan, currency)}
            interval={interval}
            subscription={subscription}
            trial={entitlements.trialAvailable}
          />
        ))}
      </div>
    </section>
  )
}

type CardProps = {
  plan: PlanCatalogueView
  version: PlanVersionView
  interval: BillingInterval
  subscription: SubscriptionView
}

function PlanCard({ plan, version, interval, subscription, trial }: CardProps & { trial: boolean }) {
  const current = plan.id === subscription.plan.id
  // A subscriber keeps the version they took; a newer one in the catalogue does not change theirs.
  const kept = current && subscription.plan.version.number !== version.number
  const price = basePrice(version, interval)
  const shown = price === null ? 'month' : interval
  const days = trial && isPriced(version) ? version.offer.trialDays : 0
  return (
    <Card
      className={cn('flex flex-col p-5', current && 'ring-2 ring-accent')}
      data-testid={`plan-card-${plan.key}`}
      aria-label={plan.name}
    >
      <div className="flex items-center justify-between gap-3">
        <h3 className="font-semibold">{plan.name}</h3>
        {current && <Badge tone="accent">Your plan</Badge>}
        {!current && days > 0 && <Badge tone="good">{plural(days, 'day')} free</Badge>}
      </div>
      <p className="mt-3 flex flex-wrap items-baseline gap-x-1.5">
        <span className="figure font-semibold text-3xl tracking-tight">
          {formatMoney(price ?? version.monthlyPriceMinor, version.currency)}
        </span>
        <span className="text-faint text-sm"> {per[shown]}</span>
      </p>
      <p className="mt-1 min-h-5 text-[13px] text-faint">{version.description}</p>
      <ul className="mt-4 mb-6 grid gap-2 text-[13px]">
        {featuresOf(version, shown).map((feature) => (
          <li key={feature} className="flex gap-2">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
            {feature}
          </li>
        ))}
      </ul>
      {kept && (
        <p className="mb-3 text-[13px] text-faint">
          You keep version {subscription.plan.version.number} at{' '}
          {formatMoney(subscription.plan.version.monthlyPriceMinor, subscription.plan.version.currency)}.
        </p>
      )}
      <div className="mt-auto">
        <PlanAction
          plan={plan}
          version={version}
          interval={shown}
          subscription={subscription}
          current={current}
          days={days}
        />
      </div>
    </Card>
  )
}

const isPriced = (version: PlanVersionView): boolean => Number(version.monthlyPriceMinor) > 0

function PlanAction({
  plan,
  version,
  interval,
  subscription,
  current,
  days,
}: CardProps & { current: boolean; days: number }) {
  const { canManage } = useSession()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const paying = isPaying(subscription)
  // Back to the free plan leads through cancelling, on the card above.
  if (version.prepaid && !isPriced(version)) {
    if (current) return null
    return paying ? (
      <p className="text-[13px] text-faint">Available once your subscription has ended.</p>
    ) : (
      <StartPrepaid plan={plan} />
    )
  }
  if (!isPriced(version) || (current && (!paying || interval === subscription.interval))) return null
  const now = Number(subscription.plan.version.monthlyPriceMinor)
  const up = Number(version.monthlyPriceMinor) > now
  const verb = !paying
    ? days > 0
      ? 'Start the trial'
      : 'Subscribe'
    : current
      ? `Pay ${interval === 'year' ? 'yearly' : 'monthly'}`
      : `${up ? 'Upgrade' : 'Change'} to ${plan.name}`
  return (
    <>
      <Button
        look={up || !paying ? 'primary' : 'secondary'}
        className="w-full"
        disabled={!canManage || subscription.pausedAt !== null}
        title={canManage ? undefined : 'Only owners and admins may change the plan'}
        onClick={() => setOpen(true)}
        data-testid={`subscribe-${plan.key}`}
      >
        {verb}
      </Button>
      {open && paying && <ChangePlanDialog plan={plan} interval={interval} onClose={close} />}
      {open && !paying && (
        <SubscribeDialog plan={plan} version={version} interval={interval} onClose={close} />
      )}
    </>
  )
}

function StartPrepaid({ plan }: { plan: PlanView }) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const start = useMutation(
    trpc.billing.startPrepaid.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.billing.pathFilter())
        toastDone(`You are on ${plan.name} now. Calls are answered while you have credits.`)
      },
      onError: toastError,
    }),
  )
  return (
    <Button
      className="w-full"
      disabled={!canManage}
      title={canManage ? undefined : 'Only owners and admins may change the plan'}
      pending={start.isPending}
      onClick={() => start.mutate({ planId: plan.id })}
      data-testid={`subscribe-${plan.key}`}
    >
      Use credits
    </Button>
  )
}
