import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { optional, type RawSearch, textParam } from '../../lib/search-params.ts'
import { shell } from './shell.ts'

const start = createRoute({
  getParentRoute: () => shell,
  path: '/start',
  validateSearch: (raw: RawSearch) => optional({ solution: textParam(raw, 'solution') }),
  component: lazyRouteComponent(() => import('../../features/start/start-page.tsx'), 'StartPage'),
})

const solutionRun = createRoute({
  getParentRoute: () => shell,
  path: '/start/$runId',
  component: lazyRouteComponent(() => import('../../features/start/run-page.tsx'), 'SolutionRunPage'),
})

export const startRoutes = [start, solutionRun] as const
