import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { formatCount } from '../../lib/format.ts'
import { formatMoney, thousandOf } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { PlanVersionView, PlanView, SubscriptionView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ChangePlanDialog } from './change-plan-dialog.tsx'

const upTo = (limit: number | null, noun: string) =>
  limit === null ? `Unlimited ${noun}` : `${formatCount(limit)} ${noun}`

const batchPrice = ({ prices, currency }: PlanVersionView): string[] => {
  const price = prices['batch_rows']
  const first = price?.tiers[0]
  if (!price || !first) return []
  const thousand = formatMoney(thousandOf(first.unitMinor), currency, { maxDigits: 6 })
  const from = price.tiers.length > 1 ? 'from ' : ''
  return [
    price.included > 0
      ? `${formatCount(price.included)} batch rows included, further ones ${from}${thousand} per 1,000`
      : `Batch rows ${from}${thousand} per 1,000`,
  ]
}

const featuresOf = (version: PlanVersionView): string[] => [
  version.prepaid
    ? 'Paid from credits, bought beforehand'
    : `${formatCount(version.includedPredictions)} predictions included`,
  version.overagePer1000Minor === null
    ? 'Calls stop at the allowance; never a surprise'
    : `${formatMoney(version.overagePer1000Minor, version.currency, { maxDigits: 6 })} per ${version.prepaid ? '' : 'further '}1,000`,
  ...batchPrice(version),
  upTo(version.limits.models, 'models'),
  upTo(version.limits.rowsPerDataset, 'rows per dataset'),
  upTo(version.limits.storageMb ?? null, 'MB of data'),
  upTo(version.limits.trainingMinutesPerMonth, 'training minutes a month'),
  `${formatCount(version.limits.requestsPerSecond)} requests a second`,
]

export function PlanCatalogue({
  plans,
  subscription,
}: {
  plans: readonly PlanView[]
  subscription: SubscriptionView
}) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      {plans.map((plan) => (
        <PlanCard key={plan.id} plan={plan} subscription={subscription} />
      ))}
    </div>
  )
}

function PlanCard({ plan, subscription }: { plan: PlanView; subscription: SubscriptionView }) {
  const current = plan.id === subscription.plan.id
  const { version } = plan
  // A subscriber keeps the version they took; a newer one in the catalogue does not change theirs.
  const kept = current && subscription.plan.version.id !== version.id
  return (
    <Card
      className={cn('flex flex-col p-5', current && 'ring-2 ring-accent')}
      data-testid={`plan-card-${plan.key}`}
      aria-label={plan.name}
    >
      <div className="flex items-center justify-between gap-3">
        <h3 className="font-semibold">{plan.name}</h3>
        {current && <Badge tone="accent">Your plan</Badge>}
      </div>
      <p className="mt-3">
        <span className="figure font-semibold text-3xl tracking-tight">
          {formatMoney(version.monthlyPriceMinor, version.currency)}
        </span>
        <span className="text-faint text-sm"> a month</span>
      </p>
      <p className="mt-1 min-h-5 text-[13px] text-faint">{version.description}</p>
      <ul className="mt-4 mb-6 grid gap-2 text-[13px]">
        {featuresOf(version).map((feature) => (
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
      <div className="mt-auto">{!current && <PlanAction plan={plan} subscription={subscription} />}</div>
    </Card>
  )
}

function PlanAction({ plan, subscription }: { plan: PlanView; subscription: SubscriptionView }) {
  const { canManage } = useSession()
  const checkout = useMutation(
    trpc.billing.checkout.mutationOptions({
      onSuccess: ({ url }) => location.assign(url),
      onError: toastError,
    }),
  )
  const [changing, setChanging] = useState(false)
  const priceNow = Number(subscription.plan.version.monthlyPriceMinor)
  const price = Number(plan.version.monthlyPriceMinor)
  // Back to the free plan leads through cancelling, on the card above.
  if (plan.version.prepaid && price === 0)
    return priceNow > 0 ? (
      <p className="text-[13px] text-faint">Can be chosen once your subscription has ended.</p>
    ) : (
      <StartPrepaid plan={plan} />
    )
  if (price === 0) return null
  const paying = priceNow > 0 && subscription.status !== 'canceled' && subscription.status !== 'incomplete'
  const verb = !paying ? 'Subscribe' : price > priceNow ? `Upgrade to ${plan.name}` : `Change to ${plan.name}`
  return (
    <>
      <Button
        look={price > priceNow ? 'primary' : 'secondary'}
        className="w-full"
        disabled={!canManage}
        title={canManage ? undefined : 'Only owners and admins may change the plan'}
        // Leaving for Checkout takes a moment: the button stays busy until the page is gone.
        pending={checkout.isPending || checkout.isSuccess}
        onClick={() => (paying ? setChanging(true) : checkout.mutate({ planId: plan.id }))}
        data-testid={`subscribe-${plan.key}`}
      >
        {verb}
      </Button>
      <ChangePlanDialog plan={plan} open={changing} onClose={() => setChanging(false)} />
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
        toastDone(`You are on ${plan.name} now. Calls are answered while there are credits.`)
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
