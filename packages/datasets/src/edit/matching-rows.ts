import { rowCondition } from '../browse/row-condition.ts'
import { quoteText, type Session, toNumber } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import type { DatasetProfile } from '../schema/index.ts'
import type { EditPlan, Matching } from './edit-plan.ts'

type Matched = {
  /** SQL over the rows `v`, what is kept of them. */
  isKept: string
  /** SQL: the label after the filters, from the one before. */
  labelOf: (own: string) => string
}

/** What filters do to the rows `v` of a version. Throws `DatasetUnusable` for one that no row matches. */
export async function matchRows(
  session: Session,
  source: string,
  profile: DatasetProfile,
  { matching }: Pick<EditPlan, 'matching'>,
): Promise<Matched> {
  const conditions = matching.map((one) => ({ ...one, condition: rowCondition(profile, one.filter, 'v') }))
  if (matching.length > 0) {
    const counts = conditions.map(({ condition }) => `count(*) filter (${condition})`)
    const [row = []] = await session.rows(`select ${counts.join(', ')} from ${source} v`)
    const empty = matching.find((_, at) => toNumber(row[at]) === 0)
    if (empty) throw new DatasetUnusable('dataset_unusable', `No row matches the filter ${wordsOf(empty)}.`)
  }
  const kept = conditions.flatMap(({ action, condition }) =>
    action === 'keep' ? [`(${condition})`] : action === 'drop' ? [`not (${condition})`] : [],
  )
  return {
    isKept: kept.length > 0 ? kept.join(' and ') : 'true',
    labelOf: (own) =>
      conditions.reduce(
        (label, { action, condition }) =>
          typeof action === 'string'
            ? label
            : `case when ${condition} then ${quoteText(action.label)} else ${label} end`,
        own,
      ),
  }
}

function wordsOf({ action }: Matching): string {
  if (action === 'keep') return 'of the rows to keep'
  if (action === 'drop') return 'of the rows to drop'
  return `of the rows to be labelled "${action.label}"`
}
