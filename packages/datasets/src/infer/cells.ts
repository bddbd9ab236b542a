import { quoteText, type Session } from '../duck.ts'
import type { StagedUpload } from '../read/staged.ts'

/** Written where a value is absent; other tools read them so, too. */
export const missingMarkers = ['?', 'na', 'n/a', '#n/a', 'nan', 'null', '-', '\\n']

export const rawColumn = (index: number) => `c${index}`

/** Loads the staged rows as table `cells`: `c0` … as text, null where a cell is empty. */
export async function loadRows(session: Session, staged: StagedUpload, path: string): Promise<void> {
  const longest = staged.longestRow + 16
  const types = staged.columns.map((_, index) => `'${rawColumn(index)}': 'VARCHAR'`)
  const columns = staged.columns.map((_, index) => {
    const name = rawColumn(index)
    if (!staged.brokenColumns.has(index)) return name
    // `translate` is slow; only cells with a line break take that way.
    const restored = `translate(${name}, chr(30) || chr(29), chr(10) || chr(13))`
    return `case when contains(${name}, chr(30)) or contains(${name}, chr(29)) then ${restored} else ${name} end as ${name}`
  })
  await session.run(`create table cells as select ${columns.join(', ')}
    from read_csv(${quoteText(path)}, delim = chr(31), quote = '',
    escape = '', header = false, auto_detect = false, null_padding = ${staged.format === 'jsonl'},
    max_line_size = ${Math.max(longest, 65_536)}, buffer_size = ${Math.max(4 << 20, 2 * longest)},
    columns = {'edge': 'VARCHAR', ${types.join(', ')}})`)
}

export function isMarker(expression: string): string {
  const list = missingMarkers.map(quoteText).join(', ')
  return `case when strlen(${expression}) <= 4 then lower(${expression}) in (${list}) else false end`
}
