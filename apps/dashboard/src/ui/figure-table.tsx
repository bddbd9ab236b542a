import type { FigureProps } from './chart.tsx'
import { DataTable, numericColumns } from './data-table.tsx'
import { Td, Tr } from './table.tsx'

const most = 500

type FigureColumn = { key: string; name: string; format?: (value: number) => string }

/** The series of a chart, and what else is known of its points. */
export const columnsOf = ({ series, further = [] }: FigureProps): FigureColumn[] => [
  ...series.filter((one) => !one.spacer).map(({ key, name }) => ({ key, name })),
  ...further,
]

/** A chart's numbers: for those who do not see it, and for exact reading. */
export function FigureTable({ label, figure }: { label: string; figure: FigureProps }) {
  const { data, x, xName, formatX = String, formatY } = figure
  const columns = columnsOf(figure)
  const shown = data.slice(0, most)
  return (
    <div className="h-full overflow-y-auto rounded-lg border border-line">
      <DataTable
        label={label}
        columns={[xName, ...numericColumns(...columns.map(({ name }) => name))]}
        rows={shown}
        row={(row, at) => (
          <Tr key={`${row[x]} ${at}`}>
            <Td className="whitespace-nowrap">{formatX(row[x] ?? '')}</Td>
            {columns.map((one) => {
              const value = row[one.key]
              return (
                <Td key={one.key} align="right">
                  {typeof value === 'number' ? (one.format ?? formatY)(value) : '–'}
                </Td>
              )
            })}
          </Tr>
        )}
      />
      {data.length > most && (
        <p className="px-5 py-3 text-[13px] text-faint">The other rows are in the CSV file.</p>
      )}
    </div>
  )
}
