import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { trpc } from '../../lib/api.ts'

/** A sponsor's notice on a free workspace's home; nothing where there is none. */
export function SponsorNotice() {
  const ad = useQuery(
    trpc.ad.next.queryOptions(undefined, {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: false,
    }),
  )
  const seen = useMutation(trpc.ad.seen.mutationOptions())
  const clicked = useMutation(trpc.ad.clicked.mutationOptions())
  const place = useRef<HTMLElement>(null)
  const token = ad.data?.token
  const count = seen.mutate
  useEffect(() => {
    if (token === undefined || place.current === null) return
    // Counted when it has come into view, not when it was loaded.
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      watch.disconnect()
      count({ token })
    })
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [token, count])
  if (!ad.data) return null
  const { title, text, url } = ad.data
  return (
    <aside
      ref={place}
      aria-label="Sponsored"
      className="flex flex-wrap items-baseline gap-x-3 gap-y-1 rounded-xl border border-line bg-sunken px-5 py-3 text-sm"
      data-testid="sponsor-notice"
    >
      <span className="rounded border border-line px-1.5 text-faint text-xs">Sponsored</span>
      <a
        href={url}
        target="_blank"
        rel="noopener noreferrer sponsored"
        className="font-medium underline"
        onClick={() => clicked.mutate({ token: ad.data?.token ?? '' })}
      >
        {title}
      </a>
      <span className="min-w-0 text-soft">{text}</span>
    </aside>
  )
}
