import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { safeNextPath } from '../../lib/next-path.ts'
import { optional, type RawSearch, textParam } from '../../lib/search-params.ts'
import { fetchMe } from '../../lib/session.ts'
import { root } from './root.ts'

const nextSearch = (raw: RawSearch) =>
  optional({ next: textParam(raw, 'next'), email: textParam(raw, 'email') })

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
  component: lazyRouteComponent(() => import('../../features/account/sign-in-page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: nextSearch,
  beforeLoad: leaveIfSignedIn,
  component: lazyRouteComponent(() => import('../../features/account/sign-up-page.tsx'), 'SignUpPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  validateSearch: (raw: RawSearch) => optional({ email: textParam(raw, 'email') }),
  component: lazyRouteComponent(
    () => import('../../features/account/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: (raw: RawSearch) => optional({ token: textParam(raw, 'token') }),
  component: lazyRouteComponent(
    () => import('../../features/account/reset-password-page.tsx'),
    'ResetPasswordPage',
  ),
})

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  beforeLoad: async () => {
    if (!(await fetchMe())) throw redirect({ to: '/sign-in', search: { next: '/welcome' } })
  },
  component: lazyRouteComponent(() => import('../../features/account/welcome-page.tsx'), 'WelcomePage'),
})

const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite/$token',
  component: lazyRouteComponent(() => import('../../features/account/invite-page.tsx'), 'InvitePage'),
})

const leakedKey = createRoute({
  getParentRoute: () => root,
  path: '/leaked-key',
  component: lazyRouteComponent(() => import('../../features/account/leaked-key-page.tsx'), 'LeakedKeyPage'),
})

const status = createRoute({
  getParentRoute: () => root,
  path: '/status',
  component: lazyRouteComponent(() => import('../../features/status/status-page.tsx'), 'StatusPage'),
})

const deploymentStatus = createRoute({
  getParentRoute: () => root,
  path: '/status/$deploymentId',
  component: lazyRouteComponent(
    () => import('../../features/status/deployment-status-page.tsx'),
    'DeploymentStatusPage',
  ),
})

export const doorRoutes = [
  signIn,
  signUp,
  forgotPassword,
  resetPassword,
  welcome,
  invite,
  leakedKey,
  status,
  deploymentStatus,
] as const
