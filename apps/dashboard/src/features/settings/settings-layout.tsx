import { useAccount } from '../../lib/session.ts'
import { PagesWithTabs } from '../../ui/pages-with-tabs.tsx'

const accountPage = { to: '/settings/account', label: 'Your account', exact: false } as const
const pages = [
  { to: '/settings', label: 'General', exact: true },
  { to: '/settings/team', label: 'Team', exact: false },
  { to: '/settings/keys', label: 'API keys', exact: false },
  { to: '/settings/webhooks', label: 'Webhooks', exact: false },
  { to: '/settings/audit', label: 'Audit log', exact: false },
  { to: '/settings/export', label: 'Export', exact: false },
  { to: '/settings/notifications', label: 'Notifications', exact: false },
  accountPage,
] as const

export function SettingsLayout() {
  const { workspace, isLockedOut } = useAccount()
  /** From outside a workspace there is nothing of it to be set. */
  const isOutside = workspace === null || isLockedOut
  return <PagesWithTabs title="Settings" pages={isOutside ? [accountPage] : pages} />
}
