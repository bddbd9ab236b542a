import { createHash } from 'node:crypto'
import { type Session, toNumber, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { labelJoint } from '../infer/label-lists.ts'
import type { Plan } from '../infer/roles.ts'
import type { ClassCount, SplitName } from '../schema/index.ts'
import { splitAsGiven } from './split-as-given.ts'
import { splitLabelSets } from './split-label-sets.ts'

export type SplitCounts = { classes: ClassCount[]; splits: Record<SplitName, number> }

const mostPosition = '340282366920938463463374607431768211455::uhugeint'
/** A class with fewer rows gives none of them away. */
const smallestSplitClass = 3

/**
 * Leaves view `placed`: `kept` in its order with each row's `split` and `place`, its number in the version. Each class
 * gives the first tenth of its rows in hash order to test and the last tenth to validation, at least one each from
 * three rows on. The two ends never meet, so appended rows move a row only between train and one of them, near the
 * border. Hash order is that of the inputs' hashes under a mask made of the seed: it does not depend on where in
 * the file a row stands.
 */
export async function splitRows(session: Session, plan: Plan, seed: number): Promise<SplitCounts> {
  const position = positionOf(seed)
  if (plan.split) {
    await splitAsGiven(session, plan, position)
    return checkSplits(plan.labels.several ? await countLabels(session) : await countPlaced(session), plan)
  }
  if (plan.labels.several) {
    await splitLabelSets(session, position)
    return checkSplits(await countLabels(session), plan)
  }
  await findBorders(session, position)
  for (const border of ['test_to', 'validation_from'])
    await session.run(`set variable ${border} = (select list(${border} order by label) from borders)`)
  const borderOf = (name: string) => `getvariable('${name}')[enum_code(label) + 1]`
  await session.run(`create view placed as select rowid as place, *, case
      when ${position} <= ${borderOf('test_to')} then 'test'
      when ${position} >= ${borderOf('validation_from')} then 'validation'
      else 'train' end as split from kept`)
  return checkSplits(await countClasses(session), plan)
}

/** SQL over `inputs`: where a row stands in hash order. */
export const positionOf = (seed: number) => `xor(inputs, ${maskOf(seed)}::uhugeint)`

/**
 * SQL over `inputs`: the split of a row by its position alone, the first tenth of all positions for the test and the
 * last for validation, so that no other row has a say in it.
 */
export function splitOfPosition(seed: number): string {
  const tenth = 2n ** 128n / 10n
  const position = positionOf(seed)
  return `case when ${position} < '${tenth}'::uhugeint then 'test'
    when ${position} >= '${2n ** 128n - tenth}'::uhugeint then 'validation' else 'train' end`
}

/** 128 bits, as a decimal. */
function maskOf(seed: number): string {
  return BigInt(`0x${createHash('sha256').update(`split ${seed}`).digest('hex').slice(0, 32)}`).toString()
}

/**
 * Leaves table `borders`: of each class `n`, its `share` for each held-out split, and the positions `test_to` and
 * `validation_from`, null where it gives none away. In a class of n rows the tenth ends within 4 / √n of a tenth of
 * all positions, thirteen standard deviations on either side: rows before that are counted, and only those in the
 * band are sorted. Should chance have it otherwise, all are.
 */
async function findBorders(session: Session, position: string): Promise<void> {
  for (const spread of [4, 1e9]) {
    await session.run(`create or replace table borders as
      with class as (
        select label, count(*) as n, ${spread} / sqrt(n) as spread,
          case when n < ${smallestSplitClass} then 0 else greatest(1, cast(floor(n * 0.1 + 0.5) as bigint)) end as share,
          (greatest(0, 0.1 - spread) * ${mostPosition}::double)::uhugeint as nearest,
          case when spread >= 0.4 then ${mostPosition} else ((0.1 + spread) * ${mostPosition}::double)::uhugeint end as furthest,
        from kept group by label
      ), ends as (
        select label, count(*) filter (first < nearest) as before, count(*) filter (last < nearest) as behind,
          list_sort(list(first) filter (first between nearest and furthest)) as firsts,
          list_sort(list(last) filter (last between nearest and furthest)) as lasts
        from (select label, ${position} as first, ${mostPosition} - first as last from kept)
          join class using (label) group by label
      )
      select label, n, share, firsts[share - before] as test_to, ${mostPosition} - lasts[share - behind] as validation_from,
        share = 0 or (share > before and share > behind and test_to is not null and validation_from is not null) as is_sure
      from class join ends using (label)`)
    const [row = []] = await session.rows('select bool_and(is_sure) from borders')
    if (row[0] === true) return
  }
}

async function countClasses(session: Session): Promise<SplitCounts> {
  const rows = await session.rows('select label, n, share from borders order by n desc, label::varchar')
  const splits = { train: 0, validation: 0, test: 0 }
  const classes = rows.map(([label, n, share]) => {
    const [count, held] = [toNumber(n), toNumber(share)]
    splits.train += count - 2 * held
    splits.validation += held
    splits.test += held
    return { label: toText(label), count, train: count - 2 * held, validation: held, test: held }
  })
  return { classes, splits }
}

/** Every label of every row; in all, each row once. */
const countLabels = (session: Session): Promise<SplitCounts> =>
  countIn(
    session,
    `(select unnest(string_split(label, ${labelJoint})) as label, split from placed where label <> '')`,
  )

const countPlaced = (session: Session): Promise<SplitCounts> =>
  countIn(session, '(select label::varchar as label, split from placed)')

async function countIn(session: Session, labels: string): Promise<SplitCounts> {
  const perSplit = `count(*) filter (split = 'train'), count(*) filter (split = 'validation'),
    count(*) filter (split = 'test')`
  const rows = await session.rows(
    `select label, count(*) as n, ${perSplit} from ${labels} group by label order by n desc, label`,
  )
  const classes = rows.map((row) => ({
    label: toText(row[0]),
    count: toNumber(row[1]),
    train: toNumber(row[2]),
    validation: toNumber(row[3]),
    test: toNumber(row[4]),
  }))
  const [totals = []] = await session.rows(`select ${perSplit} from placed`)
  const splits = { train: toNumber(totals[0]), validation: toNumber(totals[1]), test: toNumber(totals[2]) }
  return { classes, splits }
}

function checkSplits(counts: SplitCounts, plan: Plan): SplitCounts {
  const { classes, splits } = counts
  if (splits.train === 0)
    throw new DatasetUnusable(
      'dataset_unusable',
      `No row is left to learn from: "${plan.split?.measure.name}" puts all of them into validation and test.`,
    )
  if (splits.test === 0) {
    throw new DatasetUnusable(
      'dataset_unusable',
      `No class has ${smallestSplitClass} different rows, so nothing can be held out to measure a classifier. Add examples.`,
    )
  }
  warnAboutSmall(classes, plan)
  return counts
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
