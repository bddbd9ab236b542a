import type { SolutionWords } from '../lib/solutions.ts'
import { DataTable } from './data-table.tsx'
import { Td, Tr } from './table.tsx'

/** What the data of a solution look like: a sentence and some rows. */
export const SolutionData = ({ words }: { words: SolutionWords }) => {
  const [columns = [], ...rows] = words.rows
  return (
    <div className="grid gap-2">
      <p className="text-[13px] text-soft">{words.wants}</p>
      <div className="overflow-hidden rounded-lg border border-line">
        <DataTable
          label="What your data should look like"
          columns={columns}
          rows={rows}
          row={(row) => (
            <Tr key={row.join()}>
              {row.map((cell, index) => (
                <Td key={columns[index]}>{cell}</Td>
              ))}
            </Tr>
          )}
        />
      </div>
    </div>
  )
}
