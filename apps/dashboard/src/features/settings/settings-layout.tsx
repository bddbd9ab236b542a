import { Link, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../ui/page-header.tsx'
import { tabLook } from '../../ui/tabs.tsx'

const pages = [
  { to: '/settings', label: 'General', exact: true },
  { to: '/settings/team', label: 'Team', exact: false },
  { to: '/settings/keys', label: 'API keys', exact: false },
  { to: '/settings/webhooks', label: 'Webhooks', exact: false },
  { to: '/settings/audit', label: 'Audit log', exact: false },
] as const

export function SettingsLayout() {
  return (
    <>
      <PageHeader title="Settings" />
      <nav
        aria-label="Settings"
        className="mb-6 flex gap-5 overflow-x-auto border-line border-b [scrollbar-width:none]"
      >
        {pages.map(({ to, label, exact }) => (
          <Link key={to} to={to} activeOptions={{ exact, includeSearch: false }} className={tabLook}>
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
