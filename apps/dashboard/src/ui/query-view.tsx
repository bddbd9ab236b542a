import type { ReactNode } from 'react'
import { ErrorState } from './states.tsx'

/** What is shown of a query, or of what never had to be asked for. */
export type QueryState<Data> = { data: Data | undefined; error?: unknown; refetch?: () => unknown }

/** The one way a query is shown: its skeleton, its error with a retry, or its data. */
export function QueryView<Data>({
  query,
  skeleton,
  page = false,
  children,
}: {
  query: QueryState<Data>
  skeleton: ReactNode
  /** It is all of the page, so that what went wrong is the page's heading. */
  page?: boolean
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error)
    return <ErrorState error={query.error} page={page} onRetry={() => void query.refetch?.()} />
  if (!page) return skeleton
  return (
    <>
      <h1 className="sr-only">Loading</h1>
      {skeleton}
    </>
  )
}
