import { getRouteApi } from '@tanstack/react-router'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { EndpointsTab } from './endpoints-tab.tsx'
import { StripeEventsTab } from './stripe-events-tab.tsx'

const route = getRouteApi('/shell/operator/webhooks')

/** What Stripe tells us, and what we tell tenants' servers. */
export function OperatorWebhooksPage() {
  const { tab = 'stripe' } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Events from Stripe, and webhooks not delivered to tenants' servers."
      />
      <Tabs
        label="Webhooks"
        value={tab}
        onChange={(next) => void navigate({ search: next === 'stripe' ? {} : { tab: next } })}
        items={[
          { value: 'stripe', label: 'From Stripe', content: <StripeEventsTab /> },
          { value: 'endpoints', label: "Tenants' endpoints", content: <EndpointsTab /> },
        ]}
      />
    </>
  )
}
