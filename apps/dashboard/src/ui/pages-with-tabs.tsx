import { Link, type LinkProps, Outlet, useRouterState } from '@tanstack/react-router'
import { useRef } from 'react'
import { useChosenInView } from './chosen-in-view.ts'
import { PageHeader } from './page-header.tsx'
import { tabLook } from './tabs.tsx'

/** Pages of one subject under its heading, each with an address of its own. */
export const PagesWithTabs = ({
  title,
  description,
  pages,
}: {
  title: string
  description?: string
  pages: readonly { to: NonNullable<LinkProps['to']>; label: string; exact: boolean }[]
}) => {
  const list = useRef<HTMLElement>(null)
  useChosenInView(list, useRouterState({ select: (state) => state.location.pathname }))
  return (
    <>
      <PageHeader title={title} {...(description && { description })} />
      <nav
        ref={list}
        aria-label={title}
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
