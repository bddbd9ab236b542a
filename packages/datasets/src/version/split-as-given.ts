import type { Session } from '../duck.ts'
import type { Plan } from '../infer/roles.ts'

const heldShare = 0.1
/** A class with fewer rows gives none of them away. */
const smallestSplitClass = 3

/**
 * Leaves `placed` as `splitRows` does, each row in the split that it was given. Where no row was given to test, or none
 * to validation, a tenth of each class goes there, in hash order, of what was given to train or to nothing.
 */
export async function splitAsGiven(session: Session, plan: Plan, position: string): Promise<void> {
  const [has = []] = await session.rows(
    "select count(*) filter (given = 'test') > 0, count(*) filter (given = 'validation') > 0 from kept",
  )
  const share = `case when n < ${smallestSplitClass} then 0 else greatest(1, cast(floor(n * ${heldShare} + 0.5) as bigint)) end`
  // Sets of labels are too many to give each its share.
  const group = plan.labels.several ? '' : 'partition by label'
  await session.run(`create table drawn as
    select number, case when not ${has[0] === true} and rank <= ${share} then 'test'
        when not ${has[1] === true} and rank > n - ${share} then 'validation' else 'train' end as split
    from (select rowid as number, row_number() over (${group} order by ${position}, rowid) as rank,
        count(*) over (${group}) as n from kept where coalesce(given, 'train') = 'train')`)
  await session.run(`create view placed as select kept.rowid as place, kept.*, coalesce(drawn.split, kept.given) as split
    from kept left join drawn on drawn.number = kept.rowid order by kept.rowid`)
}
