import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import type { SubscriptionView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardFooter } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SubscriptionStatus } from '../../ui/status.tsx'

export function CurrentPlanCard({ subscription }: { subscription: SubscriptionView }) {
  const { canManage } = useSession()
  const usage = useQuery(trpc.billing.usage.queryOptions())
  const { plan } = subscription
  const paying = Number(plan.version.monthlyPriceMinor) > 0
  const used = usage.data?.used ?? 0
  const included = plan.version.includedPredictions
  return (
    <Card>
      <CardBody className="grid gap-5 pt-5">
        <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
          <div>
            <p className="text-[13px] text-faint">Current plan</p>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold text-2xl tracking-tight">
              <span data-testid="current-plan">{plan.name}</span>
              <SubscriptionStatus status={subscription.status} />
            </p>
          </div>
          <div className="text-right">
            <p className="figure font-semibold text-2xl tracking-tight">
              {formatMoney(plan.version.monthlyPriceMinor, plan.version.currency)}
              <span className="font-normal text-faint text-sm"> a month</span>
            </p>
            <p className="text-[13px] text-faint">
              {subscription.cancelAtPeriodEnd
                ? `ends ${formatDay(subscription.currentPeriodEnd)}`
                : `${paying ? 'renews' : 'resets'} ${formatDay(subscription.currentPeriodEnd)}`}
            </p>
          </div>
        </div>
        <div className="grid gap-2">
          <Progress
            fraction={included > 0 ? used / included : 0}
            label="Predictions used of what is included"
            tone={used > included ? 'warn' : 'accent'}
          />
          <p className="figure flex flex-wrap justify-between gap-2 text-[13px] text-faint">
            <span>
              {formatCount(used)} of {formatCount(included)} predictions used
            </span>
            <Link to="/usage" className={linkLook}>
              See usage
            </Link>
          </p>
        </div>
        {subscription.status === 'past_due' && (
          <Notice tone="warn">
            The last payment failed.
            {subscription.graceUntil &&
              ` Everything keeps working until ${formatDay(subscription.graceUntil)}; update the card before that.`}
          </Notice>
        )}
        {subscription.cancelAtPeriodEnd && (
          <Notice>
            The plan ends on {formatDay(subscription.currentPeriodEnd)}; the free plan’s limits apply from
            then on. Until then nothing changes.
          </Notice>
        )}
      </CardBody>
      {canManage && paying && (
        <CardFooter>
          <CancelOrResume subscription={subscription} />
        </CardFooter>
      )}
    </Card>
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
        toastDone('The plan goes on.')
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
      It stays active until {formatDay(subscription.currentPeriodEnd)}. After that the free plan’s limits
      apply; your data and models stay. You can change your mind until then.
    </ConfirmDialog>
  )
}
