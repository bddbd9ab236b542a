import type { ReactNode } from 'react'
import { cn } from '../lib/class-names.ts'
import { Table, Th, wideOnly } from './table.tsx'
import { Explain } from './tooltip.tsx'

export type Column =
  | {
      label: string
      align?: 'right'
      explain?: string
      wideOnly?: boolean
      /** For readers alone: the cells say enough to who sees them. */
      hidden?: boolean
      className?: string
    }
  | string

/** Columns of numbers, which are read from the right. */
export const numericColumns = (...labels: string[]): Column[] =>
  labels.map((label) => ({ label, align: 'right' }))

export type DataTableProps<Row> = {
  /** Names the table for readers. */
  label: string
  columns: readonly Column[]
  /** A last column of buttons, named for readers alone. */
  actions?: boolean
  /** A `Tr` with a key. */
  row: (one: Row, at: number) => ReactNode
}

/** A table from the names of its columns and its rows. */
export const DataTable = <Row,>({
  label,
  columns,
  actions = false,
  rows,
  row,
  className,
  children,
}: DataTableProps<Row> & {
  rows: readonly Row[]
  className?: string | undefined
  /** Rows of another kind after the others, such as a sum. */
  children?: ReactNode
}) => (
  <Table label={label} className={className}>
    <thead>
      <tr>
        {columns.map((column, at) => {
          const { label: name, ...rest } = typeof column === 'string' ? { label: column } : column
          return <ColumnHead key={`${name} ${at}`} name={name} {...rest} />
        })}
        {actions && <ColumnHead name="Actions" hidden />}
      </tr>
    </thead>
    <tbody>
      {rows.map(row)}
      {children}
    </tbody>
  </Table>
)

const ColumnHead = ({
  name,
  align,
  explain,
  wideOnly: isWide = false,
  hidden = false,
  className,
}: Omit<Exclude<Column, string>, 'label'> & { name: string }) => (
  <Th align={align} className={cn(isWide && wideOnly, className)}>
    {hidden ? (
      <span className="sr-only">{name}</span>
    ) : explain ? (
      <span className="inline-flex items-center gap-1">
        {name}
        <Explain label={name}>{explain}</Explain>
      </span>
    ) : (
      name
    )}
  </Th>
)
