import { PagesWithTabs } from '../../ui/pages-with-tabs.tsx'

const pages = [
  { to: '/settings', label: 'General', exact: true },
  { to: '/settings/team', label: 'Team', exact: false },
  { to: '/settings/keys', label: 'API keys', exact: false },
  { to: '/settings/webhooks', label: 'Webhooks', exact: false },
  { to: '/settings/audit', label: 'Audit log', exact: false },
] as const

export const SettingsLayout = () => <PagesWithTabs title="Settings" pages={pages} />
