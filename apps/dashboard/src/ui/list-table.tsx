import type { ReactNode } from 'react'
import type { Paging } from '../lib/paged-query.ts'
import { Card, CardBody } from './card.tsx'
import { DataTable, type DataTableProps } from './data-table.tsx'
import { Pagination } from './pagination.tsx'
import { type QueryState, QueryView } from './query-view.tsx'
import { TableSkeleton } from './skeleton.tsx'

type Paged<Row> = { items: readonly Row[]; total: number }

/** A list that comes page by page, as `usePagedQuery` gives it. */
export type PagedRows<Row> = QueryState<Paged<Row>> & { paging: Paging }

type List<Row> = QueryState<readonly Row[] | Paged<Row>> & { paging?: Paging | undefined }

type Props<Row> = DataTableProps<Row> & {
  /** A query, or rows that are here already: `{ data: rows }`. */
  query: List<Row>
  /** Instead of the table while there is nothing; a sentence stands quietly under the header. */
  empty?: ReactNode
  /** What a row of a list with pages is called. */
  noun?: string
  many?: string
  loadingRows?: number
}

/** The one way a list is shown: its rows in a table, its pages, or what to do while there is none. */
export const ListTable = <Row,>({
  header,
  className,
  testId,
  ...list
}: Props<Row> & { header?: ReactNode; className?: string; testId?: string }) => (
  <Card className={className} data-testid={testId}>
    {header}
    <ListRows {...list} {...(header && { className: 'border-line border-t' })} />
  </Card>
)

/** The same as a part of a card that holds more. */
export function ListRows<Row>({
  query,
  empty,
  noun,
  many,
  loadingRows,
  className,
  ...table
}: Props<Row> & { className?: string }) {
  const { paging } = query
  return (
    <QueryView query={query} skeleton={<TableSkeleton {...(loadingRows && { rows: loadingRows })} />}>
      {(data) => {
        const { items, total } = 'items' in data ? data : { items: data, total: data.length }
        if (items.length === 0 && empty && (paging?.page ?? 1) === 1)
          return typeof empty === 'string' ? (
            <CardBody className="text-[13px] text-faint">{empty}</CardBody>
          ) : (
            empty
          )
        return (
          <>
            <DataTable {...table} rows={items} className={className} />
            {paging && !(paging.quiet && total <= paging.size) && (
              <Pagination {...paging} total={total} {...(noun && { noun })} {...(many && { many })} />
            )}
          </>
        )
      }}
    </QueryView>
  )
}
