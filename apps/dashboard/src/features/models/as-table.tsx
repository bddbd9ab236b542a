import { DataTable, type DataTableProps } from '../../ui/data-table.tsx'

/** The points of a drawing, for who cannot or would rather not read them off it. */
export const AsTable = <Row,>(props: DataTableProps<Row> & { rows: readonly Row[] }) => (
  <details className="min-w-0 text-[13px]">
    <summary className="w-fit rounded text-faint hover:text-ink">As a table</summary>
    <div className="mt-2 max-h-80 overflow-y-auto rounded-lg border border-line">
      <DataTable {...props} className="text-[13px]" />
    </div>
  </details>
)
