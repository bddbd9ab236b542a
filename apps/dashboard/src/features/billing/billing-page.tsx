import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { ExternalLink } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Settled } from '../../ui/settled.tsx'
import { CardSkeleton, PageSkeleton } from '../../ui/skeleton.tsx'
import { CurrentPlanCard } from './current-plan-card.tsx'
import { InvoicesCard } from './invoices-card.tsx'
import { PlanCatalogue } from './plan-catalogue.tsx'
import { SpendCapCard } from './spend-cap-card.tsx'
import { StatementCard } from './statement-card.tsx'
import { WalletCard } from './wallet-card.tsx'

const route = getRouteApi('/shell/billing')

export function BillingPage() {
  const { checkout, topup } = route.useSearch()
  const navigate = route.useNavigate()
  const { canManage } = useSession()
  const queries = useQueryClient()
  const subscription = useQuery(
    trpc.billing.subscription.queryOptions(undefined, {
      // After Checkout the plan switches when the webhook arrives, a moment behind the redirect.
      refetchInterval: checkout === 'success' ? 1_500 : false,
    }),
  )
  useSubscription(
    trpc.billing.onChange.subscriptionOptions(undefined, {
      onData: () => void queries.invalidateQueries(trpc.billing.pathFilter()),
    }),
  )
  const plans = useQuery(trpc.billing.plans.queryOptions())
  const entitlements = useQuery(trpc.billing.entitlements.queryOptions())
  const paying = Number(subscription.data?.plan.version.monthlyPriceMinor ?? '0') > 0
  return (
    <>
      <PageHeader
        title="Billing"
        description="Your plan, what it includes, and every invoice down to the calls behind it."
        actions={canManage && paying && <PortalButton />}
      />
      <Settled>
        <div className="grid gap-6">
          {checkout === 'success' &&
            (paying ? (
              <Notice tone="good">
                <div className="flex flex-wrap items-center justify-between gap-2">
                  Thank you. {subscription.data?.plan.name}{' '}
                  {subscription.data?.status === 'trialing' ? 'is yours to try' : 'is active'}.
                  <Button size="sm" look="ghost" onClick={() => void navigate({ search: {}, replace: true })}>
                    Dismiss
                  </Button>
                </div>
              </Notice>
            ) : (
              <Notice>Payment received. Your plan will switch in a moment.</Notice>
            ))}
          {topup === 'success' && (
            <Notice tone="good">Thank you. Your credits arrive as soon as the payment is confirmed.</Notice>
          )}
          {topup === 'cancelled' && <Notice>Top-up was cancelled. Nothing was charged.</Notice>}
          {checkout === 'cancelled' && <Notice>Checkout was cancelled. Nothing was charged.</Notice>}
          <QueryView query={subscription} skeleton={<CardSkeleton />}>
            {(one) => (
              <QueryView query={entitlements} skeleton={<CardSkeleton />}>
                {(has) => (
                  <>
                    <CurrentPlanCard subscription={one} entitlements={has} />
                    <QueryView query={plans} skeleton={<PageSkeleton />}>
                      {(all) => (
                        <PlanCatalogue key={one.id} plans={all} subscription={one} entitlements={has} />
                      )}
                    </QueryView>
                  </>
                )}
              </QueryView>
            )}
          </QueryView>
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <WalletCard />
            <SpendCapCard />
          </div>
          <InvoicesCard />
          <StatementCard />
        </div>
      </Settled>
    </>
  )
}

function PortalButton() {
  const portal = useMutation(
    trpc.billing.portal.mutationOptions({
      onSuccess: ({ url }) => location.assign(url),
      onError: toastError,
    }),
  )
  return (
    <Button pending={portal.isPending} onClick={() => portal.mutate()} data-testid="portal">
      Payment details
      <ExternalLink />
    </Button>
  )
}
