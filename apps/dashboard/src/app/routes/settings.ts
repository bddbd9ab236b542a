import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import {
  choiceParam,
  dayParam,
  optional,
  pageParam,
  type RawSearch,
  textParam,
} from '../../lib/search-params.ts'
import { shell } from './shell.ts'

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(
    () => import('../../features/settings/settings-layout.tsx'),
    'SettingsLayout',
  ),
})

const settingsGeneral = createRoute({
  getParentRoute: () => settings,
  path: '/',
  validateSearch: (raw: RawSearch) => optional({ dialog: choiceParam(raw, 'dialog', ['delete'] as const) }),
  component: lazyRouteComponent(() => import('../../features/settings/general-page.tsx'), 'GeneralPage'),
})

const settingsExport = createRoute({
  getParentRoute: () => settings,
  path: '/export',
  component: lazyRouteComponent(() => import('../../features/settings/export-page.tsx'), 'ExportPage'),
})

const settingsNotifications = createRoute({
  getParentRoute: () => settings,
  path: '/notifications',
  component: lazyRouteComponent(
    () => import('../../features/settings/notifications-page.tsx'),
    'NotificationsPage',
  ),
})

const settingsAccount = createRoute({
  getParentRoute: () => settings,
  path: '/account',
  validateSearch: (raw: RawSearch) =>
    optional({
      dialog: choiceParam(raw, 'dialog', ['two-factor', 'password', 'email', 'delete'] as const),
      changed: choiceParam(raw, 'changed', ['email'] as const),
    }),
  component: lazyRouteComponent(
    () => import('../../features/settings/account/account-page.tsx'),
    'AccountPage',
  ),
})

const settingsTeam = createRoute({
  getParentRoute: () => settings,
  path: '/team',
  validateSearch: (raw: RawSearch) => optional({ dialog: choiceParam(raw, 'dialog', ['invite'] as const) }),
  component: lazyRouteComponent(() => import('../../features/settings/team-page.tsx'), 'TeamPage'),
})

const settingsKeys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  component: lazyRouteComponent(() => import('../../features/settings/keys-page.tsx'), 'KeysPage'),
})

const settingsWebhooks = createRoute({
  getParentRoute: () => settings,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../../features/settings/webhooks-page.tsx'), 'WebhooksPage'),
})

const settingsAudit = createRoute({
  getParentRoute: () => settings,
  path: '/audit',
  validateSearch: (raw: RawSearch) =>
    optional({
      who: textParam(raw, 'who'),
      what: textParam(raw, 'what'),
      from: dayParam(raw, 'from'),
      to: dayParam(raw, 'to'),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../../features/settings/audit-page.tsx'), 'AuditPage'),
})

export const settingsRoutes = settings.addChildren([
  settingsGeneral,
  settingsTeam,
  settingsKeys,
  settingsWebhooks,
  settingsAudit,
  settingsExport,
  settingsNotifications,
  settingsAccount,
])
