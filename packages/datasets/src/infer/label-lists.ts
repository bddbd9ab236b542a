import { quoteText, type Session, toNumber, toText } from '../duck.ts'
import type { LabelFormat, LabelList } from '../schema/index.ts'
import { rawColumn } from './cells.ts'
import type { TypedColumn } from './column-types.ts'

/** Between the labels of a row, while they are handled as one text; no cell can hold it. */
export const labelJoint = 'chr(31)'

type ListFormat = Exclude<LabelFormat, 'single'>

const marks = ['|', ';', ','] as const
const looked = 20_000
const shownLabels = 12
/** Longer cells are prose, whatever marks stand in them. */
const longestMean = 120
/** Of the labels that a mark would give, this share has to recur beside different others. */
const recurringShare = 0.8
const fewestLists = 3

/** SQL: the labels of a cell as a sorted list without repeats. A cell that is no JSON array is one label. */
export function labelsOf(cell: string, format: ListFormat): string {
  const parts =
    format === 'array'
      ? `coalesce(try_cast(try_cast(${cell} as json) as varchar[]), [${cell}])`
      : `string_split(${cell}, ${quoteText(format)})`
  const clean = `[trim(translate(part, chr(31), ' ')) for part in ${parts}]`
  return `list_sort(list_distinct(list_filter(${clean}, lambda part: part <> '')))`
}

/**
 * Columns whose cells list several labels. JSON arrays are sure. A mark between labels is only a suspicion:
 * its parts have to recur in different company, as the two halves of “Smith, John” or “Paris, France” do not.
 */
export async function findLabelLists(
  session: Session,
  columns: readonly TypedColumn[],
): Promise<Map<TypedColumn, LabelList>> {
  const found = new Map<TypedColumn, LabelList>()
  for (const column of columns) {
    const { measure, type } = column
    if ((type !== 'category' && type !== 'text') || measure.present === 0) continue
    if (measure.meanLength > longestMean) continue
    const format = await formatOf(session, column)
    if (format) found.set(column, await describeList(session, column, format))
  }
  return found
}

async function formatOf(session: Session, { measure }: TypedColumn): Promise<ListFormat | null> {
  const cell = rawColumn(measure.index)
  const [row = []] = await session.rows(
    `select count(*), count(*) filter (starts_with(c, '[') and json_type(try_cast(c as json)) = 'ARRAY'),
      ${marks.map((mark) => `count(*) filter (contains(c, ${quoteText(mark)}))`).join(', ')}
    from (select ${cell} as c from cells where ${cell} is not null limit ${looked})`,
  )
  const [rows = 0, arrays = 0, ...marked] = row.map(toNumber)
  if (rows > 0 && arrays === rows) return 'array'
  for (const [at, mark] of marks.entries())
    if ((marked[at] ?? 0) >= fewestLists && (await recur(session, cell, mark))) return mark
  return null
}

async function recur(session: Session, cell: string, mark: ListFormat): Promise<boolean> {
  const [row = []] = await session.rows(
    `with sets as (
        select distinct ${labelsOf('c', mark)} as labels
        from (select ${cell} as c from cells where ${cell} is not null limit ${looked})
      ), parts as (select unnest(labels) as part, len(labels) as company from sets),
      met as (select part, count(*) as sets from parts group by part)
      select count(*), count(*) filter (sets > 1), (select count(*) from sets),
        (select count(*) from sets where len(labels) > 1) from met`,
  )
  const [parts = 0, recurring = 0, sets = 0, lists = 0] = row.map(toNumber)
  return lists >= fewestLists && parts < sets && recurring >= recurringShare * parts
}

async function describeList(
  session: Session,
  { measure }: TypedColumn,
  format: ListFormat,
): Promise<LabelList> {
  const cell = rawColumn(measure.index)
  const rows = await session.rows(
    `select part, count(*) as n, count(*) over () from (
        select unnest(${labelsOf('c', format)}) as part
        from (select ${cell} as c from cells where ${cell} is not null limit ${looked})
      ) group by part order by n desc, part limit ${shownLabels}`,
  )
  return {
    column: measure.name,
    format,
    count: toNumber(rows[0]?.[2]),
    labels: rows.map((row) => toText(row[0]).slice(0, 100)),
  }
}
