import { type Session, toNumber, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { labelJoint } from '../infer/label-lists.ts'
import type { Plan } from '../infer/roles.ts'
import type { ClassCount, SplitName } from '../schema/index.ts'
import { splitLabelSets } from './split-label-sets.ts'

export type SplitCounts = { classes: ClassCount[]; splits: Record<SplitName, number> }

/** A class with fewer rows gives none of them away. */
const smallestSplitClass = 3

/**
 * Leaves table `placed` (`line`, `label`, `weight`, `split`) in row order: its `rowid` is the row's number. Each class gives the first tenth of its rows
 * in hash order to test and the last tenth to validation, at least one each from three rows on. The two
 * ends never meet, so appended rows move a row only between train and one of them, near the border.
 */
export async function splitRows(session: Session, plan: Plan): Promise<SplitCounts> {
  if (plan.labels.several) {
    await splitLabelSets(session)
    return countSplits(session, plan)
  }
  await session.run(
    'create table ranked as select line, label, weight, position from kept order by label, position, line',
  )
  await session.run('drop table kept')
  await session.run(`create table placed as
    with class as (
      select label, min(rowid) as first, count(*) as n,
        case when count(*) < ${smallestSplitClass} then 0 else greatest(1, cast(floor(count(*) * 0.1 + 0.5) as bigint)) end as share
      from ranked group by label
    )
      select line, ranked.label, weight, case
        when ranked.rowid - class.first < class.share then 'test'
        when ranked.rowid - class.first >= class.n - class.share then 'validation'
        else 'train' end as split
      from ranked join class using (label) order by line`)
  await session.run('drop table ranked')
  return countSplits(session, plan)
}

async function countSplits(session: Session, plan: Plan): Promise<SplitCounts> {
  const perSplit = `count(*) filter (split = 'train'), count(*) filter (split = 'validation'),
    count(*) filter (split = 'test')`
  const labels = plan.labels.several
    ? `select unnest(string_split(label, ${labelJoint})) as label, split from placed where label <> ''`
    : 'select label, split from placed'
  const rows = await session.rows(
    `select label, count(*) as n, ${perSplit} from (${labels}) group by label order by n desc, label`,
  )
  const classes = rows.map((row) => ({
    label: toText(row[0]),
    count: toNumber(row[1]),
    train: toNumber(row[2]),
    validation: toNumber(row[3]),
    test: toNumber(row[4]),
  }))
  const [totals = []] = await session.rows(`select ${perSplit} from placed`)
  const splits = {
    train: toNumber(totals[0]),
    validation: toNumber(totals[1]),
    test: toNumber(totals[2]),
  }
  if (splits.test === 0) {
    throw new DatasetUnusable(
      'dataset_unusable',
      `No class has ${smallestSplitClass} different rows, so nothing can be held out to measure a classifier. Add examples.`,
    )
  }
  warnAboutSmall(classes, plan)
  return { classes, splits }
}

function warnAboutSmall(classes: ClassCount[], plan: Plan): void {
  const small = classes.filter((row) => row.count < smallestSplitClass)
  if (small.length === 0) return
  const names = small.slice(0, 5).map((row) => `"${row.label.slice(0, 60)}"`)
  plan.warnings.push({
    code: 'small_classes',
    message: `${small.length.toLocaleString('en')} ${small.length === 1 ? 'class has' : 'classes have'} one or two rows, all used for training and never tested: ${names.join(', ')}${small.length > 5 ? ' …' : ''}.`,
  })
}
