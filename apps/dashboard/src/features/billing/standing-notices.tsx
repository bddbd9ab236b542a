import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { per } from '../../lib/price-choice.ts'
import { useSession } from '../../lib/session.ts'
import type { EntitlementsView, SubscriptionView } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Everything about a subscription that its people should know now, the most urgent first. */
export function StandingNotices({
  subscription,
  entitlements,
}: {
  subscription: SubscriptionView
  entitlements: EntitlementsView
}) {
  const { standing } = entitlements
  const { migration, plan } = subscription
  return (
    <>
      {(standing === 'grace' || standing === 'restricted') && (
        <Owed subscription={subscription} entitlements={entitlements} />
      )}
      {standing === 'paused' && (
        <Notice tone="warn">
          Paused: calls are refused, nothing runs and renewals are not charged. Your data and models stay.{' '}
          {subscription.resumesAt ? `It resumes automatically on ${formatDay(subscription.resumesAt)}.` : ''}
        </Notice>
      )}
      {standing === 'trial' && subscription.trialEnd && (
        <Notice>
          Your trial ends on {formatDay(subscription.trialEnd)}. Add a card under “Payment details” to keep
          the plan; otherwise it ends and the free plan’s limits apply. Until then, calls stop at the
          allowance.
        </Notice>
      )}
      {subscription.cancelAtPeriodEnd && (
        <Notice>
          Your plan ends on {formatDay(subscription.renewsAt)}, after which the free plan’s limits apply.
          Nothing changes until then.
        </Notice>
      )}
      {migration && (
        <Notice data-testid="migration-notice">
          On {formatDay(migration.at)} you move to version {migration.version} of {plan.name}:{' '}
          {formatMoney(migration.afterMinor, plan.version.currency)} {per[subscription.interval]} instead of{' '}
          {formatMoney(migration.beforeMinor, plan.version.currency)}.
        </Notice>
      )}
    </>
  )
}

function Owed({
  subscription,
  entitlements,
}: {
  subscription: SubscriptionView
  entitlements: EntitlementsView
}) {
  const { canManage } = useSession()
  const queries = useQueryClient()
  const retry = useMutation(
    trpc.billing.retryPayment.mutationOptions({
      onSuccess: () => toastDone('Paid. Everything works again.'),
      onError: toastError,
      onSettled: () => queries.invalidateQueries(trpc.billing.pathFilter()),
    }),
  )
  const { owed, standing } = entitlements
  const restricted = standing === 'restricted'
  return (
    <Notice tone={restricted ? 'bad' : 'warn'} data-testid="dunning">
      <div className="grid gap-2">
        <p>
          The last payment{owed && ` of ${formatMoney(owed.amountMinor, owed.currency)}`} failed.{' '}
          {restricted
            ? 'Calls and training are refused until you pay. You can still view data and models.'
            : subscription.graceUntil &&
              `Everything keeps working until ${formatDay(subscription.graceUntil)}; after that calls and training are refused.`}
          {owed?.nextAttemptAt && ` The next payment attempt is on ${formatDay(owed.nextAttemptAt)}.`}
        </p>
        {canManage && owed && (
          <div className="flex flex-wrap gap-2">
            <Button
              size="sm"
              pending={retry.isPending}
              onClick={() => retry.mutate()}
              data-testid="retry-payment"
            >
              Pay with the saved card
            </Button>
            {owed.hostedUrl && (
              <Button size="sm" look="ghost" asChild>
                <a href={owed.hostedUrl} target="_blank" rel="noreferrer">
                  Open the invoice
                </a>
              </Button>
            )}
          </div>
        )}
      </div>
    </Notice>
  )
}
