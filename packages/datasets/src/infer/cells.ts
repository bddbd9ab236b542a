import { quoteText, type Session } from '../duck.ts'
import type { StagedUpload } from '../read/staged.ts'

/** What counts as white space around a cell. */
const spaces = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || chr(65279) || chr(8203)"

/** Written where a value is absent; other tools read them so, too. */
export const missingMarkers = ['?', 'na', 'n/a', '#n/a', 'nan', 'null', '-', '\\n']

export const rawColumn = (index: number) => `c${index}`

/**
 * Loads the staged rows as table `raw` (`line`, `c0` …), cells as they were uploaded, and view
 * `cells` with the same columns trimmed, null where nothing is left.
 */
export async function loadRows(session: Session, staged: StagedUpload): Promise<void> {
  const longest = staged.longestRow + 16
  const columns = staged.columns.map((_, index) => `'${rawColumn(index)}': 'VARCHAR'`)
  await session.run(`create table raw as select * from read_csv(${quoteText(staged.path)}, delim = chr(31), quote = '',
    escape = '', header = false, auto_detect = false, null_padding = ${staged.format === 'jsonl'},
    max_line_size = ${Math.max(longest, 65_536)}, buffer_size = ${Math.max(4 << 20, 2 * longest)},
    columns = {'line': 'BIGINT', ${columns.join(', ')}})`)
  const views = staged.columns.map((_, index) => {
    const name = rawColumn(index)
    const restored = staged.brokenColumns.has(index)
      ? `translate(${name}, chr(30) || chr(29), chr(10) || chr(13))`
      : name
    return `nullif(trim(${restored}, ${spaces}), '') as ${name}`
  })
  await session.run(`create view cells as select line, ${views.join(', ')} from raw`)
}

export function isMarker(expression: string): string {
  return `lower(${expression}) in (${missingMarkers.map(quoteText).join(', ')})`
}
