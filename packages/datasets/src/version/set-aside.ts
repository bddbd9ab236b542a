import { open } from 'node:fs/promises'
import { quoteName, type Session, toNumber, toText } from '../duck.ts'
import { rawColumn } from '../infer/cells.ts'
import type { PlannedColumn } from '../infer/roles.ts'

/** More than people label. */
const mostSetAside = 100_000
const linesAtOnce = 1000

/** A row as a classifier is asked about it: a text, or its columns by name. */
function inputOf(columns: readonly PlannedColumn[]): string {
  const text = columns.find(({ role }) => role === 'text')
  if (text) return `to_json(${rawColumn(text.measure.index)})`
  const cells = columns
    .filter(({ role }) => role === 'feature')
    .map(({ measure, type, expression }) => {
      const value = type === 'date' ? `strftime(${expression}, '%Y-%m-%dT%H:%M:%SZ')` : expression
      return `${quoteName(measure.name)} := ${value}`
    })
  return `to_json(struct_pack(${cells.join(', ')}))`
}

/** SQL: whether a row has anything to be labelled. */
function hasInput(columns: readonly PlannedColumn[]): string {
  const inputs = columns.filter(({ role }) => role === 'text' || role === 'feature')
  return `coalesce(${inputs.map(({ measure }) => rawColumn(measure.index)).join(', ')}) is not null`
}

/**
 * Writes rows of `cells` that meet the condition to a file, `{"input": …}` per line in the order of the lines, each
 * input once. Answers how many were written, how many rows of the file those were, and the SQL that tells them from the rest.
 */
export async function setAside(
  session: Session,
  columns: readonly PlannedColumn[],
  condition: string,
  path: string,
): Promise<{ count: number; rows: number; which: string }> {
  const which = `(${condition}) and ${hasInput(columns)}`
  const file = await open(path, 'w')
  let count = 0
  try {
    const result = await session.connection.stream(
      `select input from (select min(rowid) as first, ${inputOf(columns)}::varchar as input from cells where ${which} group by input)
       order by first limit ${mostSetAside}`,
    )
    let lines: string[] = []
    const flush = async () => {
      await file.write(lines.join(''))
      lines = []
    }
    for await (const chunk of result) {
      for (const value of chunk.getColumnValues(0)) {
        lines.push(`{"input":${toText(value)}}\n`)
        count++
      }
      if (lines.length >= linesAtOnce) await flush()
    }
    await flush()
  } finally {
    await file.close()
  }
  const [all = []] = await session.rows(`select count(*) from cells where ${which}`)
  return { count, rows: toNumber(all[0]), which }
}
