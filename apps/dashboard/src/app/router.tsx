import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { safeNextPath } from '../lib/next-path.ts'
import { readRowsSearch } from '../lib/rows-search.ts'
import { choiceParam, optional, pageParam, textParam } from '../lib/search-params.ts'
import { fetchMe } from '../lib/session.ts'
import { PageSkeleton } from '../ui/skeleton.tsx'
import { ErrorState } from '../ui/states.tsx'
import { NotFoundPage } from './not-found.tsx'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

type Raw = Record<string, unknown>
const nextSearch = (raw: Raw) => optional({ next: textParam(raw, 'next'), email: textParam(raw, 'email') })

/** Signed-in people have nothing to do on the doors: on they go. */
async function leaveIfSignedIn({ search }: { search: { next?: string | undefined } }) {
  const me = await fetchMe().catch(() => null)
  if (me) throw redirect({ href: safeNextPath(search.next, location.origin) })
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: nextSearch,
  beforeLoad: leaveIfSignedIn,
  component: lazyRouteComponent(() => import('../features/account/sign-in-page.tsx'), 'SignInPage'),
})
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: nextSearch,
  beforeLoad: leaveIfSignedIn,
  component: lazyRouteComponent(() => import('../features/account/sign-up-page.tsx'), 'SignUpPage'),
})
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  beforeLoad: async () => {
    if (!(await fetchMe())) throw redirect({ to: '/sign-in', search: { next: '/welcome' } })
  },
  component: lazyRouteComponent(() => import('../features/account/welcome-page.tsx'), 'WelcomePage'),
})
const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite/$token',
  component: lazyRouteComponent(() => import('../features/account/invite-page.tsx'), 'InvitePage'),
})

const leakedKey = createRoute({
  getParentRoute: () => root,
  path: '/leaked-key',
  component: lazyRouteComponent(() => import('../features/account/leaked-key-page.tsx'), 'LeakedKeyPage'),
})

const status = createRoute({
  getParentRoute: () => root,
  path: '/status',
  component: lazyRouteComponent(() => import('../features/status/status-page.tsx'), 'StatusPage'),
})
const deploymentStatus = createRoute({
  getParentRoute: () => root,
  path: '/status/$deploymentId',
  component: lazyRouteComponent(
    () => import('../features/status/deployment-status-page.tsx'),
    'DeploymentStatusPage',
  ),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const me = await fetchMe()
    if (!me) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    if (me.workspaces.length > 0 || (me.user.isOperator && location.pathname.startsWith('/operator'))) return
    throw redirect({ to: me.user.isOperator ? '/operator' : '/welcome' })
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage'),
})

const data = createRoute({
  getParentRoute: () => shell,
  path: '/data',
  validateSearch: (raw: Raw) =>
    optional({
      search: textParam(raw, 'search'),
      page: pageParam(raw),
      dialog: choiceParam(raw, 'dialog', ['new'] as const),
    }),
  component: lazyRouteComponent(() => import('../features/data/list-page.tsx'), 'DatasetListPage'),
})
const dataset = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId',
  component: lazyRouteComponent(() => import('../features/data/dataset-page.tsx'), 'DatasetPage'),
})
const datasetVersion = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId/versions/$versionId',
  validateSearch: (raw: Raw) =>
    optional({
      tab: choiceParam(raw, 'tab', ['classes', 'rows', 'map', 'findings', 'report'] as const),
      ...readRowsSearch(raw),
    }),
  component: lazyRouteComponent(() => import('../features/data/version-page.tsx'), 'DatasetVersionPage'),
})

const comparison = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId/compare',
  validateSearch: (raw: Raw) => optional({ from: textParam(raw, 'from'), to: textParam(raw, 'to') }),
  component: lazyRouteComponent(() => import('../features/data/compare-page.tsx'), 'ComparePage'),
})
const labelling = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId/label',
  validateSearch: (raw: Raw) =>
    optional({
      queue: choiceParam(raw, 'queue', [
        'unlabelled',
        'uncertain',
        'contradicted',
        'production',
        'review',
      ] as const),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../features/labelling/labelling-page.tsx'), 'LabellingPage'),
})

const training = createRoute({
  getParentRoute: () => shell,
  path: '/training/$jobId',
  component: lazyRouteComponent(() => import('../features/training/training-page.tsx'), 'TrainingPage'),
})

const models = createRoute({
  getParentRoute: () => shell,
  path: '/models',
  validateSearch: (raw: Raw) =>
    optional({
      tab: choiceParam(raw, 'tab', ['runs'] as const),
      search: textParam(raw, 'search'),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../features/models/list-page.tsx'), 'ModelListPage'),
})
const model = createRoute({
  getParentRoute: () => shell,
  path: '/models/$modelId',
  component: lazyRouteComponent(() => import('../features/models/model-page.tsx'), 'ModelPage'),
})
const modelVersion = createRoute({
  getParentRoute: () => shell,
  path: '/models/$modelId/versions/$versionId',
  validateSearch: (raw: Raw) =>
    optional({
      cell: textParam(raw, 'cell'),
      view: choiceParam(raw, 'view', [
        'overview',
        'decisions',
        'slices',
        'explanation',
        'training',
        'export',
        'card',
      ] as const),
    }),
  component: lazyRouteComponent(() => import('../features/models/version-page.tsx'), 'ModelVersionPage'),
})

const deployments = createRoute({
  getParentRoute: () => shell,
  path: '/deployments',
  validateSearch: (raw: Raw) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/deployments/list-page.tsx'), 'DeploymentListPage'),
})
const deployment = createRoute({
  getParentRoute: () => shell,
  path: '/deployments/$deploymentId',
  validateSearch: (raw: Raw) =>
    optional({
      tab: choiceParam(raw, 'tab', [
        'embed',
        'figures',
        'sla',
        'drift',
        'requests',
        'accuracy',
        'data',
        'traffic',
        'history',
      ] as const),
      range: choiceParam(raw, 'range', ['24h', '7d', '30d'] as const),
      outcome: choiceParam(raw, 'outcome', ['answered', 'refused'] as const),
      label: textParam(raw, 'label'),
      endUser: textParam(raw, 'endUser'),
      request: textParam(raw, 'request'),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(
    () => import('../features/deployments/deployment-page.tsx'),
    'DeploymentPage',
  ),
})

const batches = createRoute({
  getParentRoute: () => shell,
  path: '/batches',
  validateSearch: (raw: Raw) =>
    optional({
      page: pageParam(raw),
      start: choiceParam(raw, 'start', ['new'] as const),
      deployment: textParam(raw, 'deployment'),
    }),
  component: lazyRouteComponent(() => import('../features/batches/list-page.tsx'), 'BatchListPage'),
})

const services = createRoute({
  getParentRoute: () => shell,
  path: '/services',
  validateSearch: (raw: Raw) =>
    optional({ page: pageParam(raw), dialog: choiceParam(raw, 'dialog', ['new'] as const) }),
  component: lazyRouteComponent(() => import('../features/services/list-page.tsx'), 'ServiceListPage'),
})
const serviceSearch = (raw: Raw) =>
  optional({
    tab: choiceParam(raw, 'tab', ['request', 'quote', 'work', 'discussion'] as const),
    page: pageParam(raw),
  })
const service = createRoute({
  getParentRoute: () => shell,
  path: '/services/$serviceId',
  validateSearch: serviceSearch,
  component: lazyRouteComponent(() => import('../features/services/service-page.tsx'), 'ServicePage'),
})

const usage = createRoute({
  getParentRoute: () => shell,
  path: '/usage',
  validateSearch: (raw: Raw) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/billing/usage-page.tsx'), 'UsagePage'),
})
const endUsers = createRoute({
  getParentRoute: () => shell,
  path: '/end-users',
  validateSearch: (raw: Raw) => optional({ search: textParam(raw, 'search'), page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/end-users/list-page.tsx'), 'EndUserListPage'),
})
const billing = createRoute({
  getParentRoute: () => shell,
  path: '/billing',
  validateSearch: (raw: Raw) =>
    optional({
      checkout: choiceParam(raw, 'checkout', ['success', 'cancelled'] as const),
      topup: choiceParam(raw, 'topup', ['success', 'cancelled'] as const),
      entries: pageParam({ page: raw['entries'] }),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../features/billing/billing-page.tsx'), 'BillingPage'),
})
const invoice = createRoute({
  getParentRoute: () => shell,
  path: '/billing/invoices/$invoiceId',
  validateSearch: (raw: Raw) => optional({ line: textParam(raw, 'line'), page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/billing/invoice-page.tsx'), 'InvoicePage'),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-layout.tsx'), 'SettingsLayout'),
})
const settingsGeneral = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('../features/settings/general-page.tsx'), 'GeneralPage'),
})
const settingsTeam = createRoute({
  getParentRoute: () => settings,
  path: '/team',
  component: lazyRouteComponent(() => import('../features/settings/team-page.tsx'), 'TeamPage'),
})
const settingsKeys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  component: lazyRouteComponent(() => import('../features/settings/keys-page.tsx'), 'KeysPage'),
})
const settingsWebhooks = createRoute({
  getParentRoute: () => settings,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../features/settings/webhooks-page.tsx'), 'WebhooksPage'),
})
const settingsAudit = createRoute({
  getParentRoute: () => settings,
  path: '/audit',
  validateSearch: (raw: Raw) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/settings/audit-page.tsx'), 'AuditPage'),
})

const operator = createRoute({
  getParentRoute: () => shell,
  path: '/operator',
  component: lazyRouteComponent(() => import('../features/operator/operator-layout.tsx'), 'OperatorLayout'),
})
const revenue = createRoute({
  getParentRoute: () => operator,
  path: '/',
  validateSearch: (raw: Raw) =>
    optional({
      tab: choiceParam(raw, 'tab', ['streams', 'customers', 'receivables', 'outlook', 'margin'] as const),
    }),
  component: lazyRouteComponent(() => import('../features/operator/revenue-page.tsx'), 'RevenuePage'),
})
const tenants = createRoute({
  getParentRoute: () => operator,
  path: '/tenants',
  validateSearch: (raw: Raw) => optional({ search: textParam(raw, 'search'), page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/operator/tenants-page.tsx'), 'TenantsPage'),
})
const subscriptions = createRoute({
  getParentRoute: () => operator,
  path: '/subscriptions',
  validateSearch: (raw: Raw) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(
    () => import('../features/operator/subscriptions-page.tsx'),
    'SubscriptionsPage',
  ),
})
const ledger = createRoute({
  getParentRoute: () => operator,
  path: '/ledger',
  validateSearch: (raw: Raw) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/operator/ledger-page.tsx'), 'LedgerPage'),
})
const operatorInvoices = createRoute({
  getParentRoute: () => operator,
  path: '/invoices',
  validateSearch: (raw: Raw) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/operator/invoices-page.tsx'), 'InvoicesPage'),
})
const operatorInvoice = createRoute({
  getParentRoute: () => operator,
  path: '/invoices/$invoiceId',
  validateSearch: (raw: Raw) => optional({ line: textParam(raw, 'line'), page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../features/operator/invoice-page.tsx'), 'OperatorInvoicePage'),
})
const reconciliation = createRoute({
  getParentRoute: () => operator,
  path: '/reconciliation',
  validateSearch: (raw: Raw) =>
    optional({ page: pageParam(raw), differing: choiceParam(raw, 'differing', ['yes'] as const) }),
  component: lazyRouteComponent(
    () => import('../features/operator/reconciliation-page.tsx'),
    'ReconciliationPage',
  ),
})
const reconciledPeriod = createRoute({
  getParentRoute: () => operator,
  path: '/reconciliation/period',
  validateSearch: (raw: Raw) =>
    optional({
      workspace: textParam(raw, 'workspace'),
      meter: textParam(raw, 'meter'),
      from: textParam(raw, 'from'),
    }),
  component: lazyRouteComponent(
    () => import('../features/operator/reconciled-period-page.tsx'),
    'ReconciledPeriodPage',
  ),
})
const tracedPrediction = createRoute({
  getParentRoute: () => operator,
  path: '/reconciliation/prediction',
  validateSearch: (raw: Raw) =>
    optional({ workspace: textParam(raw, 'workspace'), request: textParam(raw, 'request') }),
  component: lazyRouteComponent(
    () => import('../features/operator/traced-prediction-page.tsx'),
    'TracedPredictionPage',
  ),
})
const sponsors = createRoute({
  getParentRoute: () => operator,
  path: '/sponsors',
  component: lazyRouteComponent(() => import('../features/operator/sponsors-page.tsx'), 'SponsorsPage'),
})
const tax = createRoute({
  getParentRoute: () => operator,
  path: '/tax',
  component: lazyRouteComponent(() => import('../features/operator/tax-page.tsx'), 'TaxPage'),
})
const operatorServices = createRoute({
  getParentRoute: () => operator,
  path: '/services',
  validateSearch: (raw: Raw) =>
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
    () => import('../features/services/operator-pipeline-page.tsx'),
    'OperatorServicesPage',
  ),
})
const operatorService = createRoute({
  getParentRoute: () => operator,
  path: '/services/$serviceId',
  validateSearch: serviceSearch,
  component: lazyRouteComponent(
    () => import('../features/services/operator-service-page.tsx'),
    'OperatorServicePage',
  ),
})
const operatorCodes = createRoute({
  getParentRoute: () => operator,
  path: '/codes',
  component: lazyRouteComponent(() => import('../features/operator/coupons-page.tsx'), 'CouponsPage'),
})
const plans = createRoute({
  getParentRoute: () => operator,
  path: '/plans',
  component: lazyRouteComponent(() => import('../features/operator/plans-page.tsx'), 'PlansPage'),
})
const system = createRoute({
  getParentRoute: () => operator,
  path: '/system',
  component: lazyRouteComponent(() => import('../features/operator/system-page.tsx'), 'SystemPage'),
})

const routeTree = root.addChildren([
  signIn,
  signUp,
  welcome,
  invite,
  leakedKey,
  status,
  deploymentStatus,
  shell.addChildren([
    home,
    data,
    dataset,
    datasetVersion,
    comparison,
    labelling,
    training,
    models,
    model,
    modelVersion,
    deployments,
    deployment,
    batches,
    services,
    service,
    usage,
    endUsers,
    billing,
    invoice,
    settings.addChildren([settingsGeneral, settingsTeam, settingsKeys, settingsWebhooks, settingsAudit]),
    operator.addChildren([
      revenue,
      tenants,
      subscriptions,
      operatorInvoices,
      operatorInvoice,
      reconciliation,
      reconciledPeriod,
      tracedPrediction,
      sponsors,
      tax,
      ledger,
      operatorServices,
      operatorService,
      plans,
      operatorCodes,
      system,
    ]),
  ]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 120,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
