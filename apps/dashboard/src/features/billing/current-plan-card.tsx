import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { per } from '../../lib/price-choice.ts'
import { useSession } from '../../lib/session.ts'
import type { EntitlementsView, SubscriptionView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardFooter } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SubscriptionStatus } from '../../ui/status.tsx'
import { ItemsDialog } from './items-dialog.tsx'
import { PauseDialog } from './pause-dialog.tsx'
import { sellsItems } from './selection-fields.tsx'
import { StandingNotices } from './standing-notices.tsx'

const chosenOf = ({ extraSeats, addOns, plan }: SubscriptionView): string => {
  const named = plan.version.offer.addOns.filter((one) => addOns.includes(one.key)).map((one) => one.name)
  return [...(extraSeats > 0 ? [`${plural(extraSeats, 'extra seat')}`] : []), ...named].join(', ')
}

const untilOf = (subscription: SubscriptionView, paying: boolean): string => {
  const day = formatDay(subscription.renewsAt)
  if (subscription.pausedAt !== null) return `paused since ${formatDay(subscription.pausedAt)}`
  if (subscription.cancelAtPeriodEnd) return `ends ${day}`
  if (subscription.status === 'trialing') return `trial until ${day}`
  return `${paying ? 'renews' : 'resets'} ${day}`
}

export function CurrentPlanCard({
  subscription,
  entitlements,
}: {
  subscription: SubscriptionView
  entitlements: EntitlementsView
}) {
  const { canManage } = useSession()
  const usage = useQuery(trpc.billing.usage.queryOptions())
  const { plan } = subscription
  const paying = Number(plan.version.monthlyPriceMinor) > 0
  const used = usage.data?.used ?? 0
  const included = usage.data?.included ?? plan.version.includedPredictions
  const chosen = chosenOf(subscription)
  const { seats } = entitlements.limits
  return (
    <Card>
      <CardBody className="grid gap-5 pt-5">
        <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
          <div>
            <p className="text-[13px] text-faint">Current plan</p>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold text-2xl tracking-tight">
              <span data-testid="current-plan">{plan.name}</span>
              {subscription.pausedAt === null ? (
                <SubscriptionStatus status={subscription.status} />
              ) : (
                <Badge tone="warn" dot>
                  Paused
                </Badge>
              )}
            </p>
            {chosen && <p className="mt-1 text-[13px] text-faint">With {chosen}</p>}
          </div>
          <div className="text-right">
            <p className="figure font-semibold text-2xl tracking-tight" data-testid="recurring-price">
              {formatMoney(subscription.recurringMinor, plan.version.currency)}
              <span className="font-normal text-faint text-sm"> {per[subscription.interval]}</span>
            </p>
            <p className="text-[13px] text-faint">{untilOf(subscription, paying)}</p>
          </div>
        </div>
        <div className="grid gap-2">
          <Progress
            fraction={included > 0 ? used / included : 0}
            label="Included predictions used"
            tone={used > included ? 'warn' : 'accent'}
          />
          <p className="figure flex flex-wrap justify-between gap-2 text-[13px] text-faint">
            <span>
              {formatCount(used)} of {formatCount(included)} predictions used
              {subscription.interval === 'year' && `, until ${formatDay(subscription.currentPeriodEnd)}`}
            </span>
            {seats !== null && (
              <span>
                {formatCount(entitlements.seatsUsed)} of {plural(seats, 'seat')} used
              </span>
            )}
            <Link to="/usage" className={linkLook}>
              See usage
            </Link>
          </p>
        </div>
        <StandingNotices subscription={subscription} entitlements={entitlements} />
      </CardBody>
      {canManage && paying && (
        <CardFooter className="flex flex-wrap gap-2">
          <PlanActions subscription={subscription} />
        </CardFooter>
      )}
    </Card>
  )
}

function PlanActions({ subscription }: { subscription: SubscriptionView }) {
  const [open, setOpen] = useState<'items' | 'pause' | null>(null)
  const queries = useQueryClient()
  const go = useMutation(
    trpc.billing.continue.mutationOptions({
      onSuccess: () => toastDone('Subscription resumed.'),
      onError: toastError,
      onSettled: () => queries.invalidateQueries(trpc.billing.pathFilter()),
    }),
  )
  if (subscription.pausedAt !== null)
    return (
      <Button look="primary" pending={go.isPending} onClick={() => go.mutate()} data-testid="continue-plan">
        Resume now
      </Button>
    )
  const close = () => setOpen(null)
  return (
    <>
      {sellsItems(subscription.plan.version, subscription.interval) && (
        <Button onClick={() => setOpen('items')} data-testid="change-items">
          Seats and add-ons
        </Button>
      )}
      {subscription.status === 'active' && !subscription.cancelAtPeriodEnd && (
        <Button look="ghost" onClick={() => setOpen('pause')} data-testid="pause-plan">
          Pause
        </Button>
      )}
      <CancelOrResume subscription={subscription} />
      {open === 'items' && <ItemsDialog subscription={subscription} onClose={close} />}
      {open === 'pause' && <PauseDialog subscription={subscription} onClose={close} />}
    </>
  )
}

function CancelOrResume({ subscription }: { subscription: SubscriptionView }) {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries(trpc.billing.pathFilter())
  const cancel = useMutation(trpc.billing.cancel.mutationOptions({ onSuccess: refresh }))
  const resume = useMutation(
    trpc.billing.resume.mutationOptions({
      onSuccess: async () => {
        await refresh()
        toastDone('Your plan will continue.')
      },
      onError: toastError,
    }),
  )
  if (subscription.cancelAtPeriodEnd) {
    return (
      <Button
        look="primary"
        pending={resume.isPending}
        onClick={() => resume.mutate()}
        data-testid="resume-plan"
      >
        Keep the plan
      </Button>
    )
  }
  return (
    <ConfirmDialog
      trigger={
        <Button look="ghost" data-testid="cancel-plan">
          Cancel plan
        </Button>
      }
      title={`Cancel ${subscription.plan.name}?`}
      confirm="Cancel the plan"
      testId="confirm-cancel-plan"
      onConfirm={() => cancel.mutateAsync()}
    >
      It stays active until {formatDay(subscription.renewsAt)}. After that the free plan’s limits apply; your
      data and models stay. You can change your mind until then.
    </ConfirmDialog>
  )
}
