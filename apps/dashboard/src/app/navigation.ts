import {
  Activity,
  BellRing,
  BookOpenText,
  Boxes,
  Building2,
  Database,
  FileStack,
  FileText,
  Handshake,
  House,
  Layers,
  ListChecks,
  type LucideIcon,
  Megaphone,
  Percent,
  Receipt,
  Repeat,
  Rocket,
  Scale,
  ScrollText,
  Server,
  Settings,
  SlidersHorizontal,
  TicketPercent,
  ToggleRight,
  TrendingUp,
  UsersRound,
  Webhook,
} from 'lucide-react'

/** The tenant's journey, top to bottom. */
export const tenantNavigation = [
  { to: '/', label: 'Home', icon: House, exact: true },
  { to: '/data', label: 'Data', icon: Database, exact: false },
  { to: '/models', label: 'Models', icon: Boxes, exact: false },
  { to: '/deployments', label: 'Deployments', icon: Rocket, exact: false },
  { to: '/batches', label: 'Batches', icon: FileStack, exact: false },
  { to: '/services', label: 'Services', icon: Handshake, exact: false },
  { to: '/usage', label: 'Usage', icon: Activity, exact: false },
  { to: '/end-users', label: 'End users', icon: UsersRound, exact: false },
  { to: '/billing', label: 'Billing', icon: Receipt, exact: false },
  { to: '/settings', label: 'Settings', icon: Settings, exact: false },
] as const satisfies readonly NavigationItem[]

/** The console of whoever runs the platform. */
export const operatorGroups = [
  {
    label: 'Customers',
    items: [
      { to: '/operator/tenants', label: 'Tenants', icon: Building2, exact: false },
      { to: '/operator/services', label: 'Services', icon: Handshake, exact: false },
    ],
  },
  {
    label: 'Finance',
    items: [
      { to: '/operator', label: 'Revenue', icon: TrendingUp, exact: true },
      { to: '/operator/plans', label: 'Plans', icon: Layers, exact: false },
      { to: '/operator/subscriptions', label: 'Subscriptions', icon: Repeat, exact: false },
      { to: '/operator/invoices', label: 'Invoices', icon: FileText, exact: false },
      { to: '/operator/codes', label: 'Promotion codes', icon: TicketPercent, exact: false },
      { to: '/operator/ledger', label: 'Ledger', icon: BookOpenText, exact: false },
      { to: '/operator/tax', label: 'Tax', icon: Percent, exact: false },
      { to: '/operator/reconciliation', label: 'Reconciliation', icon: Scale, exact: false },
      { to: '/operator/sponsors', label: 'Sponsors', icon: Megaphone, exact: false },
    ],
  },
  {
    label: 'Operations',
    items: [
      { to: '/operator/jobs', label: 'Jobs', icon: ListChecks, exact: false },
      { to: '/operator/workers', label: 'Workers', icon: Server, exact: false },
      { to: '/operator/deployments', label: 'Deployments', icon: Rocket, exact: false },
      { to: '/operator/webhooks', label: 'Webhooks', icon: Webhook, exact: false },
      { to: '/operator/audit', label: 'Audit log', icon: ScrollText, exact: false },
    ],
  },
  {
    label: 'Platform',
    items: [
      { to: '/operator/announcements', label: 'Announcements', icon: BellRing, exact: false },
      { to: '/operator/features', label: 'Features', icon: ToggleRight, exact: false },
      { to: '/operator/settings', label: 'Settings', icon: SlidersHorizontal, exact: false },
    ],
  },
] as const satisfies readonly { label: string; items: readonly NavigationItem[] }[]

export const operatorNavigation = operatorGroups.flatMap(({ items }): readonly OperatorItem[] => items)

type OperatorItem = (typeof operatorGroups)[number]['items'][number]
export type NavigationLink = (typeof tenantNavigation)[number] | OperatorItem
type NavigationItem = { to: string; label: string; icon: LucideIcon; exact: boolean }
