import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { choiceParam, optional, pageParam, type RawSearch, textParam } from '../../lib/search-params.ts'
import { shell } from './shell.ts'

const services = createRoute({
  getParentRoute: () => shell,
  path: '/services',
  validateSearch: (raw: RawSearch) =>
    optional({ page: pageParam(raw), dialog: choiceParam(raw, 'dialog', ['new'] as const) }),
  component: lazyRouteComponent(() => import('../../features/services/list-page.tsx'), 'ServiceListPage'),
})

export const serviceSearch = (raw: RawSearch) =>
  optional({
    tab: choiceParam(raw, 'tab', ['request', 'quote', 'work', 'discussion'] as const),
    page: pageParam(raw),
  })

const service = createRoute({
  getParentRoute: () => shell,
  path: '/services/$serviceId',
  validateSearch: serviceSearch,
  component: lazyRouteComponent(() => import('../../features/services/service-page.tsx'), 'ServicePage'),
})

const usage = createRoute({
  getParentRoute: () => shell,
  path: '/usage',
  validateSearch: (raw: RawSearch) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../../features/billing/usage-page.tsx'), 'UsagePage'),
})

const billing = createRoute({
  getParentRoute: () => shell,
  path: '/billing',
  validateSearch: (raw: RawSearch) =>
    optional({
      checkout: choiceParam(raw, 'checkout', ['success', 'cancelled'] as const),
      topup: choiceParam(raw, 'topup', ['success', 'cancelled'] as const),
      entries: pageParam({ page: raw['entries'] }),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../../features/billing/billing-page.tsx'), 'BillingPage'),
})

const invoice = createRoute({
  getParentRoute: () => shell,
  path: '/billing/invoices/$invoiceId',
  validateSearch: (raw: RawSearch) => optional({ line: textParam(raw, 'line'), page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../../features/billing/invoice-page.tsx'), 'InvoicePage'),
})

export const moneyRoutes = [services, service, usage, billing, invoice] as const
