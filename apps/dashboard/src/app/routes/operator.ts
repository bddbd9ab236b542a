import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import {
  choiceParam,
  dayParam,
  optional,
  pageParam,
  type RawSearch,
  textParam,
} from '../../lib/search-params.ts'
import { serviceSearch } from './money.ts'
import { shell } from './shell.ts'

const operator = createRoute({
  getParentRoute: () => shell,
  path: '/operator',
  component: lazyRouteComponent(
    () => import('../../features/operator/operator-layout.tsx'),
    'OperatorLayout',
  ),
})

const revenue = createRoute({
  getParentRoute: () => operator,
  path: '/',
  validateSearch: (raw: RawSearch) =>
    optional({
      tab: choiceParam(raw, 'tab', ['streams', 'customers', 'receivables', 'outlook', 'margin'] as const),
    }),
  component: lazyRouteComponent(() => import('../../features/operator/revenue-page.tsx'), 'RevenuePage'),
})

const tenants = createRoute({
  getParentRoute: () => operator,
  path: '/tenants',
  validateSearch: (raw: RawSearch) =>
    optional({
      search: textParam(raw, 'search'),
      plan: textParam(raw, 'plan'),
      standing: choiceParam(raw, 'standing', [
        'full',
        'trial',
        'grace',
        'restricted',
        'paused',
        'suspended',
      ] as const),
      health: choiceParam(raw, 'health', ['good', 'watch', 'bad'] as const),
      sort: choiceParam(raw, 'sort', ['name', 'usage', 'spend', 'last_seen'] as const),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(
    () => import('../../features/operator/tenants/tenants-page.tsx'),
    'TenantsPage',
  ),
})

const tenant = createRoute({
  getParentRoute: () => operator,
  path: '/tenants/$workspaceId',
  component: lazyRouteComponent(
    () => import('../../features/operator/tenants/tenant-page.tsx'),
    'TenantPage',
  ),
})

const subscriptions = createRoute({
  getParentRoute: () => operator,
  path: '/subscriptions',
  validateSearch: (raw: RawSearch) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(
    () => import('../../features/operator/subscriptions-page.tsx'),
    'SubscriptionsPage',
  ),
})

const ledger = createRoute({
  getParentRoute: () => operator,
  path: '/ledger',
  validateSearch: (raw: RawSearch) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../../features/operator/ledger-page.tsx'), 'LedgerPage'),
})

const operatorInvoices = createRoute({
  getParentRoute: () => operator,
  path: '/invoices',
  validateSearch: (raw: RawSearch) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../../features/operator/invoices-page.tsx'), 'InvoicesPage'),
})

const operatorInvoice = createRoute({
  getParentRoute: () => operator,
  path: '/invoices/$invoiceId',
  validateSearch: (raw: RawSearch) => optional({ line: textParam(raw, 'line'), page: pageParam(raw) }),
  component: lazyRouteComponent(
    () => import('../../features/operator/invoice-page.tsx'),
    'OperatorInvoicePage',
  ),
})

const reconciliation = createRoute({
  getParentRoute: () => operator,
  path: '/reconciliation',
  validateSearch: (raw: RawSearch) =>
    optional({ page: pageParam(raw), differing: choiceParam(raw, 'differing', ['yes'] as const) }),
  component: lazyRouteComponent(
    () => import('../../features/operator/reconciliation-page.tsx'),
    'ReconciliationPage',
  ),
})

const reconciledPeriod = createRoute({
  getParentRoute: () => operator,
  path: '/reconciliation/period',
  validateSearch: (raw: RawSearch) =>
    optional({
      workspace: textParam(raw, 'workspace'),
      meter: textParam(raw, 'meter'),
      from: textParam(raw, 'from'),
    }),
  component: lazyRouteComponent(
    () => import('../../features/operator/reconciled-period-page.tsx'),
    'ReconciledPeriodPage',
  ),
})

const tracedPrediction = createRoute({
  getParentRoute: () => operator,
  path: '/reconciliation/prediction',
  validateSearch: (raw: RawSearch) =>
    optional({ workspace: textParam(raw, 'workspace'), request: textParam(raw, 'request') }),
  component: lazyRouteComponent(
    () => import('../../features/operator/traced-prediction-page.tsx'),
    'TracedPredictionPage',
  ),
})

const sponsors = createRoute({
  getParentRoute: () => operator,
  path: '/sponsors',
  component: lazyRouteComponent(() => import('../../features/operator/sponsors-page.tsx'), 'SponsorsPage'),
})

const tax = createRoute({
  getParentRoute: () => operator,
  path: '/tax',
  component: lazyRouteComponent(() => import('../../features/operator/tax-page.tsx'), 'TaxPage'),
})

const operatorServices = createRoute({
  getParentRoute: () => operator,
  path: '/services',
  validateSearch: (raw: RawSearch) =>
    optional({
      state: choiceParam(raw, 'state', [
        'requested',
        'quoted',
        'active',
        'completed',
        'declined',
        'expired',
        'cancelled',
      ] as const),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(
    () => import('../../features/services/operator-pipeline-page.tsx'),
    'OperatorServicesPage',
  ),
})

const operatorService = createRoute({
  getParentRoute: () => operator,
  path: '/services/$serviceId',
  validateSearch: serviceSearch,
  component: lazyRouteComponent(
    () => import('../../features/services/operator-service-page.tsx'),
    'OperatorServicePage',
  ),
})

const operatorCodes = createRoute({
  getParentRoute: () => operator,
  path: '/codes',
  component: lazyRouteComponent(() => import('../../features/operator/coupons-page.tsx'), 'CouponsPage'),
})

const plans = createRoute({
  getParentRoute: () => operator,
  path: '/plans',
  component: lazyRouteComponent(() => import('../../features/operator/plans-page.tsx'), 'PlansPage'),
})

/** Where workers and queue were before. */
const system = createRoute({
  getParentRoute: () => operator,
  path: '/system',
  beforeLoad: () => {
    throw redirect({ to: '/operator/workers' })
  },
})

const jobs = createRoute({
  getParentRoute: () => operator,
  path: '/jobs',
  validateSearch: (raw: RawSearch) =>
    optional({
      state: choiceParam(raw, 'state', ['waiting', 'later', 'retrying', 'running', 'dead'] as const),
      name: textParam(raw, 'name'),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../../features/operator/operations/jobs-page.tsx'), 'JobsPage'),
})

const workers = createRoute({
  getParentRoute: () => operator,
  path: '/workers',
  component: lazyRouteComponent(
    () => import('../../features/operator/operations/workers-page.tsx'),
    'WorkersPage',
  ),
})

const platformDeployments = createRoute({
  getParentRoute: () => operator,
  path: '/deployments',
  validateSearch: (raw: RawSearch) =>
    optional({
      search: textParam(raw, 'search'),
      state: choiceParam(raw, 'state', ['live', 'stopped'] as const),
      sort: choiceParam(raw, 'sort', ['errors', 'newest'] as const),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(
    () => import('../../features/operator/operations/deployments-page.tsx'),
    'PlatformDeploymentsPage',
  ),
})

const webhooks = createRoute({
  getParentRoute: () => operator,
  path: '/webhooks',
  validateSearch: (raw: RawSearch) =>
    optional({
      tab: choiceParam(raw, 'tab', ['endpoints'] as const),
      state: choiceParam(raw, 'state', ['applied', 'waiting', 'failed'] as const),
      type: textParam(raw, 'type'),
      all: choiceParam(raw, 'all', ['yes'] as const),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(
    () => import('../../features/operator/operations/webhooks-page.tsx'),
    'OperatorWebhooksPage',
  ),
})

const platformAudit = createRoute({
  getParentRoute: () => operator,
  path: '/audit',
  validateSearch: (raw: RawSearch) =>
    optional({
      actor: textParam(raw, 'actor'),
      workspace: textParam(raw, 'workspace'),
      action: textParam(raw, 'action'),
      from: dayParam(raw, 'from'),
      to: dayParam(raw, 'to'),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(
    () => import('../../features/operator/operations/audit-page.tsx'),
    'PlatformAuditPage',
  ),
})

const announcements = createRoute({
  getParentRoute: () => operator,
  path: '/announcements',
  validateSearch: (raw: RawSearch) =>
    optional({ page: pageParam(raw), dialog: choiceParam(raw, 'dialog', ['new'] as const) }),
  component: lazyRouteComponent(
    () => import('../../features/operator/platform/announcements-page.tsx'),
    'AnnouncementsPage',
  ),
})

const features = createRoute({
  getParentRoute: () => operator,
  path: '/features',
  component: lazyRouteComponent(
    () => import('../../features/operator/platform/features-page.tsx'),
    'FeaturesPage',
  ),
})

const settings = createRoute({
  getParentRoute: () => operator,
  path: '/settings',
  component: lazyRouteComponent(
    () => import('../../features/operator/settings/operator-settings-layout.tsx'),
    'OperatorSettingsLayout',
  ),
})
const connections = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(
    () => import('../../features/operator/settings/connections-page.tsx'),
    'ConnectionsPage',
  ),
})
const brand = createRoute({
  getParentRoute: () => settings,
  path: '/brand',
  component: lazyRouteComponent(() => import('../../features/brand/brand-page.tsx'), 'BrandPage'),
})
const legalTexts = createRoute({
  getParentRoute: () => settings,
  path: '/legal',
  component: lazyRouteComponent(() => import('../../features/brand/legal-page.tsx'), 'LegalTextsPage'),
})

export const operatorRoutes = operator.addChildren([
  revenue,
  tenants,
  tenant,
  subscriptions,
  ledger,
  operatorInvoices,
  operatorInvoice,
  reconciliation,
  reconciledPeriod,
  tracedPrediction,
  sponsors,
  tax,
  operatorServices,
  operatorService,
  operatorCodes,
  plans,
  system,
  settings.addChildren([connections, brand, legalTexts]),
  jobs,
  workers,
  platformDeployments,
  webhooks,
  platformAudit,
  announcements,
  features,
])
