import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { choiceParam, optional, pageParam, type RawSearch, textParam } from '../../lib/search-params.ts'
import { shell } from './shell.ts'

const deployments = createRoute({
  getParentRoute: () => shell,
  path: '/deployments',
  validateSearch: (raw: RawSearch) => optional({ page: pageParam(raw) }),
  component: lazyRouteComponent(
    () => import('../../features/deployments/list-page.tsx'),
    'DeploymentListPage',
  ),
})

const deployment = createRoute({
  getParentRoute: () => shell,
  path: '/deployments/$deploymentId',
  validateSearch: (raw: RawSearch) =>
    optional({
      tab: choiceParam(raw, 'tab', [
        'embed',
        'page',
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
    () => import('../../features/deployments/deployment-page.tsx'),
    'DeploymentPage',
  ),
})

const batches = createRoute({
  getParentRoute: () => shell,
  path: '/batches',
  validateSearch: (raw: RawSearch) =>
    optional({
      page: pageParam(raw),
      start: choiceParam(raw, 'start', ['new'] as const),
      deployment: textParam(raw, 'deployment'),
    }),
  component: lazyRouteComponent(() => import('../../features/batches/list-page.tsx'), 'BatchListPage'),
})

const endUsers = createRoute({
  getParentRoute: () => shell,
  path: '/end-users',
  validateSearch: (raw: RawSearch) => optional({ search: textParam(raw, 'search'), page: pageParam(raw) }),
  component: lazyRouteComponent(() => import('../../features/end-users/list-page.tsx'), 'EndUserListPage'),
})

export const deploymentRoutes = [deployments, deployment, batches, endUsers] as const
