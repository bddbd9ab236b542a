import { useQuery } from '@tanstack/react-query'
import { trpc } from '../lib/api.ts'
import { useFeature } from '../lib/features.ts'
import { useAccount } from '../lib/session.ts'
import { operatorGroups, operatorNavigation, tenantNavigation } from './navigation.ts'

/** The workspace's pages, without what is switched off for it. Services stay while there are some. */
export function useTenantPages() {
  const hasBatches = useFeature('batches')
  const takesRequests = useFeature('service_requests')
  const services = useQuery(
    trpc.service.list.queryOptions({ offset: 0, limit: 1 }, { enabled: !takesRequests, staleTime: 60_000 }),
  )
  const hasServices = takesRequests || (services.data?.total ?? 0) > 0
  return tenantNavigation.filter(
    ({ to }) => (to !== '/batches' || hasBatches) && (to !== '/services' || hasServices),
  )
}

/** The operator's pages, without the sponsors where nobody is shown any. */
export function useOperatorPages() {
  const { user } = useAccount()
  const features = useQuery(
    trpc.platform.features.queryOptions(undefined, { enabled: user.isOperator, staleTime: 60_000 }),
  )
  const sponsors = features.data?.find(({ name }) => name === 'sponsors')
  const hasSponsors = !sponsors || sponsors.enabled || sponsors.overrides.some(({ enabled }) => enabled)
  const isShown = ({ to }: { to: string }) => to !== '/operator/sponsors' || hasSponsors
  return {
    groups: operatorGroups.map(({ label, items }) => ({ label, items: items.filter(isShown) })),
    pages: operatorNavigation.filter(isShown),
  }
}
