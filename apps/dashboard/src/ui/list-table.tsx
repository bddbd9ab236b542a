import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Card } from './card.tsx'
import { Pagination } from './pagination.tsx'
import { QueryView } from './query-view.tsx'
import { TableSkeleton } from './skeleton.tsx'
import { Table, Th, wideOnly } from './table.tsx'
import { Explain } from './tooltip.tsx'

type Column = { label: string; align?: 'right'; explain?: string; wideOnly?: boolean } | string

/** The one way a list is shown: its rows in a table, its pages, or what to do while there is none. */
export function ListTable<Row>({
  label,
  query,
  columns,
  actions = false,
  row,
  empty,
  header,
  paging,
}: {
  label: string
  query: Pick<UseQueryResult<Row[] | { items: Row[]; total: number }, unknown>, 'data' | 'error' | 'refetch'>
  columns: readonly Column[]
  /** A last column of buttons, named for readers alone. */
  actions?: boolean
  /** A `Tr` with a key. */
  row: (one: Row) => ReactNode
  empty: ReactNode
  header?: ReactNode
  paging?: { page: number; size: number; noun: string; many?: string; onPage: (page: number) => void }
}) {
  return (
    <Card>
      {header}
      <QueryView query={query} skeleton={<TableSkeleton />}>
        {(data) => {
          const { items, total } = Array.isArray(data) ? { items: data, total: data.length } : data
          if (items.length === 0 && (paging?.page ?? 1) === 1) return empty
          return (
            <>
              <Table label={label} {...(header ? { className: 'border-line border-t' } : {})}>
                <thead>
                  <tr>
                    {columns.map((column) => {
                      const { label: name, ...rest } = typeof column === 'string' ? { label: column } : column
                      return <ColumnHead key={name} name={name} {...rest} />
                    })}
                    {actions && (
                      <Th>
                        <span className="sr-only">Actions</span>
                      </Th>
                    )}
                  </tr>
                </thead>
                <tbody>{items.map(row)}</tbody>
              </Table>
              {paging && <Pagination {...paging} total={total} />}
            </>
          )
        }}
      </QueryView>
    </Card>
  )
}

const ColumnHead = ({
  name,
  align,
  explain,
  wideOnly: isWide,
}: {
  name: string
  align?: 'right'
  explain?: string
  wideOnly?: boolean
}) => (
  <Th align={align} className={isWide ? wideOnly : ''}>
    {explain ? (
      <span className="inline-flex items-center gap-1">
        {name}
        <Explain label={name}>{explain}</Explain>
      </span>
    ) : (
      name
    )}
  </Th>
)
