import { ChevronRight } from 'lucide-react'
import { Fragment, type ReactNode, useEffect, useRef } from 'react'
import { arriveAt } from '../lib/arrival.ts'
import { usePageTitle } from '../lib/hooks.ts'
import { rememberPage } from '../lib/recent-pages.ts'

export function PageHeader({
  title,
  heading,
  state,
  crumbs = [],
  description,
  actions,
}: {
  /** For the browser's tab, and the heading unless one is given. */
  title: string
  heading?: ReactNode
  /** Stands beside the heading. */
  state?: ReactNode
  /** The ways back, from the list down; the page itself is its heading. */
  crumbs?: ReactNode[]
  description?: ReactNode
  actions?: ReactNode
}) {
  usePageTitle(title)
  const heads = useRef<HTMLHeadingElement>(null)
  useEffect(() => arriveAt(heads.current), [])
  const isOfOne = crumbs.length > 0
  useEffect(() => {
    if (isOfOne) rememberPage({ href: location.pathname, title })
  }, [isOfOne, title])
  return (
    <header className="mb-6 grid gap-1.5">
      {crumbs.length > 0 && (
        <nav
          aria-label="Breadcrumb"
          className="flex min-w-0 flex-wrap items-center gap-1 text-[13px] text-faint [&_a]:max-w-[min(20rem,56vw)] [&_a]:truncate [&_a:hover]:text-ink [&_a:hover]:underline"
        >
          {crumbs.map((crumb, index) => (
            <Fragment key={index}>
              {index > 0 && <ChevronRight aria-hidden className="size-3.5 shrink-0 opacity-60" />}
              {crumb}
            </Fragment>
          ))}
        </nav>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1
            ref={heads}
            tabIndex={-1}
            className="wrap-anywhere font-semibold text-[22px] outline-none leading-8"
          >
            {state ? (
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                {heading ?? title} {state}
              </span>
            ) : (
              (heading ?? title)
            )}
          </h1>
          {description && (
            <div className="mt-0.5 max-w-2xl wrap-anywhere text-soft text-sm">{description}</div>
          )}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
