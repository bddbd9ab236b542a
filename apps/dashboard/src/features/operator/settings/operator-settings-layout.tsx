import { PagesWithTabs } from '../../../ui/pages-with-tabs.tsx'

const pages = [
  { to: '/operator/settings', label: 'Connections', exact: true },
  { to: '/operator/settings/brand', label: 'Brand', exact: true },
  { to: '/operator/settings/legal', label: 'Legal texts', exact: true },
] as const

export const OperatorSettingsLayout = () => (
  <PagesWithTabs
    title="Platform settings"
    description="External connections and branding of this installation."
    pages={pages}
  />
)
