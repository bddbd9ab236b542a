import { Link, useRouterState } from '@tanstack/react-router'
import { ArrowLeft, Search, ShieldCheck } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useBrand } from '../lib/brand.ts'
import { useAccount } from '../lib/session.ts'
import { Brand } from '../ui/brand.tsx'
import type { NavigationLink } from './navigation.ts'
import { useOperatorPages, useTenantPages } from './tenant-pages.ts'
import { UserMenu } from './user-menu.tsx'
import { WorkspaceSwitcher } from './workspace-switcher.tsx'

const itemLook =
  'group flex h-8 items-center gap-2.5 rounded-lg px-2.5 font-medium text-[13.5px] text-soft transition-colors hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:text-accent-ink [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:opacity-80'

const NavigationList = ({ items, label }: { items: readonly NavigationLink[]; label: string }) => (
  <nav aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
    {items.map(({ to, label: text, icon: Icon, exact }) => (
      <Link key={to} to={to} activeOptions={{ exact, includeSearch: false }} className={itemLook}>
        <Icon aria-hidden />
        {text}
      </Link>
    ))}
  </nav>
)

const TenantNavigation = () => <NavigationList items={useTenantPages()} label="Main" />

/** The operator's pages in their groups, and the way back to the workspace. */
const OperatorNavigation = () => {
  const { workspace } = useAccount()
  const { groups } = useOperatorPages()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4" data-testid="operator-navigation">
      {workspace && (
        <Link to="/" className={itemLook}>
          <ArrowLeft aria-hidden />
          <span className="truncate">Back to {workspace.name}</span>
        </Link>
      )}
      {groups.map(({ label, items }) => (
        <div key={label} className="grid gap-1">
          <p className="px-2.5 font-medium text-faint text-xs">{label}</p>
          <NavigationList items={items} label={label} />
        </div>
      ))}
    </div>
  )
}

export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const { user, workspace } = useAccount()
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const inConsole = user.isOperator && pathname.startsWith('/operator')
  const { name } = useBrand()
  const links = useRef<HTMLDivElement>(null)
  useEffect(() => {
    links.current?.querySelector('[data-status=active]')?.scrollIntoView({ block: 'nearest' })
  }, [pathname])
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <Link to="/" className="mt-1.5 ml-2 w-fit rounded-md" aria-label={`${name}, home`}>
        <Brand />
      </Link>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {!inConsole && <WorkspaceSwitcher />}
        <button
          type="button"
          onClick={onSearch}
          className="flex h-8 items-center gap-2.5 rounded-lg border border-line px-2.5 text-[13px] text-faint transition-colors hover:border-line-strong hover:text-soft"
        >
          <Search aria-hidden className="size-4" />
          Search
          <kbd className="ml-auto rounded border border-line bg-sunken px-1 font-sans text-[11px]">
            {/Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}
          </kbd>
        </button>
      </div>
      <div
        ref={links}
        className="fade-end -mx-3 grid min-h-0 flex-1 content-start gap-4 scroll-pb-8 overflow-y-auto px-3 pb-6"
      >
        {inConsole && <OperatorNavigation />}
        {!inConsole && workspace && <TenantNavigation />}
        {!inConsole && user.isOperator && (
          <nav aria-label="Operator" className="border-line border-t pt-3">
            <Link to="/operator" className={itemLook} data-testid="open-console">
              <ShieldCheck aria-hidden />
              Operator console
            </Link>
          </nav>
        )}
      </div>
      <UserMenu />
    </div>
  )
}
