import type { TableColumn } from './contract.ts'
import { quoteName, quoteText } from './duck.ts'
import { cellOf } from './read-examples.ts'
import { withReader } from './reader.ts'
import type { ColumnProfile, DatasetProfile } from './schema/index.ts'

const mostColumns = 30
/** Distinct values of a category up to which rows are told apart by them. */
const mostCategories = 50

/**
 * The columns that no classifier reads and that still tell rows apart (a region, a sex, a source), for the rows
 * of the test split in the order in which `readExamples` gives them.
 */
export async function readContext(input: { path: string; profile: DatasetProfile }): Promise<TableColumn[]> {
  const chosen = input.profile.columns.filter((column) => tellsApart(column, input.profile.rows))
  const columns = chosen
    .slice(0, mostColumns)
    .flatMap(({ name, type }): TableColumn[] => (type === 'text' ? [] : [{ name, type, values: [] }]))
  if (columns.length === 0) return []
  const list = columns.map(({ name }) => quoteName(name)).join(', ')
  await withReader(async (session) => {
    const rows = await session.rows(
      `select ${list} from read_parquet(${quoteText(input.path)}) where __split = 'test' order by __row`,
    )
    for (const row of rows)
      for (const [c, column] of columns.entries()) column.values.push(cellOf(row[c] ?? null))
  })
  return columns
}

function tellsApart({ role, type, distinct }: ColumnProfile, rows: number): boolean {
  if (role !== 'ignored' || type === 'text' || distinct < 2) return false
  // A number of its own for every row is an identifier.
  return type === 'category' ? distinct <= mostCategories : distinct < rows
}
