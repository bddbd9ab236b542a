import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Menu as MenuIcon, Search, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useBrand } from '../lib/brand.ts'
import { useAccount } from '../lib/session.ts'
import { useTellLanguage } from '../lib/tell-language.ts'
import { Brand } from '../ui/brand.tsx'
import { Button } from '../ui/button.tsx'
import { PageSkeleton } from '../ui/skeleton.tsx'
import { Announcements } from './announcements.tsx'
import { DeletionBanner } from './deletion-banner.tsx'
import { DropAnywhere } from './drop-anywhere.tsx'
import { SecondFactorGate } from './second-factor-gate.tsx'
import { useShortcuts } from './shortcuts.ts'
import { Sidebar } from './sidebar.tsx'
import { StandingBanner } from './standing-banner.tsx'
import { ViewBanner } from './view-banner.tsx'

const CommandPalette = lazy(async () => ({
  default: (await import('./command-palette.tsx')).CommandPalette,
}))
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help.tsx')).ShortcutHelp }))

export function Shell() {
  const [drawer, setDrawer] = useState(false)
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const { user, workspace, isLockedOut } = useAccount()
  useTellLanguage(user.language)
  const { name } = useBrand()
  const pathname = useRouterState({ select: (state) => state.location.pathname })

  const isOwnPage = pathname === '/settings/account' || pathname.startsWith('/operator')
  const isGated = isLockedOut && !isOwnPage
  useEffect(() => setDrawer(false), [pathname])
  const openPalette = () => {
    setDrawer(false)
    setPalette(true)
  }
  useShortcuts({
    togglePalette: () => setPalette((open) => !open),
    openPalette,
    openHelp: () => setHelp(true),
  })
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-70 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh border-line border-r bg-surface lg:block">
        <Sidebar onSearch={openPalette} />
      </aside>
      <header className="sticky top-0 z-40 flex h-14 items-center gap-2 border-line border-b bg-surface/90 px-3 backdrop-blur lg:hidden">
        <Dialog.Root open={drawer} onOpenChange={setDrawer}>
          <Dialog.Trigger asChild>
            <Button look="ghost" size="icon" aria-label="Open the menu">
              <MenuIcon />
            </Button>
          </Dialog.Trigger>
          <Dialog.Portal>
            <Dialog.Overlay className="fixed inset-0 z-50 bg-black/40" />
            <Dialog.Content
              aria-describedby={undefined}
              className="fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] bg-surface shadow-float focus:outline-none"
            >
              <Dialog.Title className="sr-only">Menu</Dialog.Title>
              <Sidebar onSearch={openPalette} />
              <Dialog.Close asChild>
                <Button
                  look="ghost"
                  size="iconSm"
                  aria-label="Close the menu"
                  className="absolute top-3.5 right-3"
                >
                  <X />
                </Button>
              </Dialog.Close>
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
        <Link to="/" aria-label={`${name}, home`} className="flex rounded-md">
          <Brand />
        </Link>
        <span className="ml-1 min-w-0 truncate text-[13px] text-faint">{workspace?.name ?? 'Operator'}</span>
        <Button look="ghost" size="icon" aria-label="Search" className="ml-auto" onClick={openPalette}>
          <Search />
        </Button>
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 outline-none">
        <ViewBanner />
        <div className="mx-auto max-w-[76rem] px-4 pt-6 pb-20 sm:px-8 sm:pt-8">
          <DeletionBanner />
          {workspace && !isLockedOut && !pathname.startsWith('/operator') && (
            <Announcements key={`announced ${workspace.id}`} />
          )}
          {workspace &&
            !workspace.eraseAt &&
            !isLockedOut &&
            !pathname.startsWith('/billing') &&
            !pathname.startsWith('/operator') && <StandingBanner key={workspace.id} />}
          {workspace && isGated ? (
            <SecondFactorGate workspace={workspace.name} />
          ) : (
            <Suspense fallback={<PageSkeleton />}>
              <Outlet key={workspace?.id} />
            </Suspense>
          )}
        </div>
      </main>
      {workspace && workspace.role !== 'viewer' && !pathname.startsWith('/operator') && <DropAnywhere />}
      {palette && (
        <Suspense>
          <CommandPalette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />
        </Suspense>
      )}
      {help && (
        <Suspense>
          <ShortcutHelp onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </div>
  )
}
