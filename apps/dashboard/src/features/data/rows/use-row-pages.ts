import type { DatasetRow, RowFilter, RowSort } from '@assay/datasets/schema'
import { useQueries, useQuery } from '@tanstack/react-query'
import { trpc } from '../../../lib/api.ts'
import { useDebounced } from '../../../lib/hooks.ts'

export type RowQuery = { versionId: string; filter: RowFilter; sort: RowSort | undefined }

const pageSize = 100
/** So long the list has to rest at a place before its rows are asked for. */
const restMs = 80

const pageOptions = ({ versionId, filter, sort }: RowQuery, page: number) =>
  trpc.dataset.rows.queryOptions(
    { versionId, offset: page * pageSize, limit: pageSize, filter, ...(sort && { sort }) },
    // The rows of a version never change.
    { staleTime: Number.POSITIVE_INFINITY, gcTime: 120_000, trpc: { abortOnUnmount: true } },
  )

/** How many rows match, and the first of them. */
export const useFirstRows = (query: RowQuery) => useQuery(pageOptions(query, 0))

/** The rows from `first` to before `last` of the list, as they arrive. */
export function useRowPages(query: RowQuery, first: number, last: number) {
  const from = useDebounced(Math.floor(first / pageSize), restMs)
  const to = useDebounced(Math.floor(Math.max(first, last - 1) / pageSize), restMs)
  const pages = Array.from({ length: Math.min(8, to - from + 1) }, (_, index) => from + index)
  const found = useQueries({ queries: pages.map((page) => pageOptions(query, page)) })
  return {
    rowAt: (place: number): DatasetRow | undefined =>
      found[Math.floor(place / pageSize) - from]?.data?.rows[place % pageSize],
    failed: found.find(({ error }) => error !== null),
  }
}
