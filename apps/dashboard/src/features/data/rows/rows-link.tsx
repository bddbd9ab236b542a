import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { RowsSearch } from '../../../lib/rows-search.ts'
import type { DatasetVersionView } from '../../../lib/views.ts'

/** Leads to the rows of a version that are meant. */
export const RowsLink = ({
  version,
  search,
  className,
  title,
  children,
}: {
  version: Pick<DatasetVersionView, 'id' | 'datasetId'>
  search: RowsSearch
  className?: string
  title?: string
  children: ReactNode
}) => (
  <Link
    to="/data/$datasetId/versions/$versionId"
    params={{ datasetId: version.datasetId, versionId: version.id }}
    search={{ tab: 'rows', ...search }}
    aria-label={title}
    title={title}
    className={className}
  >
    {children}
  </Link>
)

/** On a link within something `relative`, all of which leads there. */
export const wholeLink =
  'hover:text-accent-ink after:absolute after:inset-0 after:content-[""] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent'
