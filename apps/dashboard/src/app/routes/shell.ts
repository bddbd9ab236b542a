import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { fetchMe } from '../../lib/session.ts'
import { PendingFrame } from '../../ui/skeleton.tsx'
import { Shell } from '../shell.tsx'
import { root } from './root.ts'

export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const me = await fetchMe()
    if (!me) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    if (me.workspaces.length > 0 || (me.user.isOperator && location.pathname.startsWith('/operator'))) return
    if (location.pathname === '/settings/account') return
    throw redirect({ to: me.user.isOperator ? '/operator' : '/welcome' })
  },
  component: Shell,
  pendingComponent: PendingFrame,
})

export const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('../../features/home/home-page.tsx'), 'HomePage'),
})
