import { createRouter } from '@tanstack/react-router'
import { beginArrival } from '../lib/arrival.ts'
import { PendingPage } from '../ui/skeleton.tsx'
import { ErrorState } from '../ui/states.tsx'
import { NotFoundPage } from './not-found.tsx'
import { dataRoutes } from './routes/data.ts'
import { deploymentRoutes } from './routes/deployments.ts'
import { doorRoutes } from './routes/doors.ts'
import { modelRoutes } from './routes/models.ts'
import { moneyRoutes } from './routes/money.ts'
import { operatorRoutes } from './routes/operator.ts'
import { root } from './routes/root.ts'
import { settingsRoutes } from './routes/settings.ts'
import { home, shell } from './routes/shell.ts'
import { startRoutes } from './routes/start.ts'

const routeTree = root.addChildren([
  ...doorRoutes,
  shell.addChildren([
    home,
    ...startRoutes,
    ...dataRoutes,
    ...modelRoutes,
    ...deploymentRoutes,
    ...moneyRoutes,
    settingsRoutes,
    operatorRoutes,
  ]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 120,
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
})

router.subscribe('onResolved', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) beginArrival()
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
