import { keepPreviousData, type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'

/** `page` is 1-based. */
export type Paging = {
  page: number
  size: number
  onPage: (page: number) => void
  /** Says nothing while one page holds all. */
  quiet?: boolean
}

type Window = { offset: number; limit: number }
export type HeldPage = readonly [page: number, onPage: (page: number) => void]

export const windowOf = (page: number, size: number): Window => ({ offset: (page - 1) * size, limit: size })

/** The page that the address names; turning it leaves the rest of the address as it is. */
export function usePageInAddress({
  name = 'page',
  resetScroll = true,
}: {
  name?: 'page' | 'entries'
  /** False where the list is one of several on its page. */
  resetScroll?: boolean
} = {}): HeldPage {
  const { [name]: page = 1 } = useSearch({ strict: false })
  const navigate = useNavigate()
  return [
    page,
    (next) => void navigate({ to: '.', search: (now) => ({ ...now, [name]: next }), resetScroll }),
  ]
}

/** A list that comes page by page; the page before stays until the next one is there. */
export function usePagedQuery<Data, Failure, Shown, Key extends QueryKey>(
  [page, onPage]: HeldPage,
  size: number,
  options: (window: Window) => UseQueryOptions<Data, Failure, Shown, Key>,
) {
  const query = useQuery({ ...options(windowOf(page, size)), placeholderData: keepPreviousData })
  return {
    data: query.data,
    error: query.error,
    refetch: query.refetch,
    paging: { page, size, onPage } satisfies Paging,
  }
}

/** Rows that are all here already, page by page in the same shape. */
export function usePagedRows<Row>(rows: readonly Row[], size: number) {
  const [asked, onPage] = useState(1)
  // A filter may have left fewer pages than the one that was open.
  const page = Math.min(asked, Math.max(1, Math.ceil(rows.length / size)))
  const { offset, limit } = windowOf(page, size)
  return {
    data: { items: rows.slice(offset, offset + limit), total: rows.length },
    paging: { page, size, onPage, quiet: true } satisfies Paging,
  }
}
