import { type Session, toNumber, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import type { ClassCount, DatasetProfile, SplitName } from '../schema/index.ts'

/** Counts `placed` (`label`, `split`), where several labels are a list. Throws where nothing can be learned or measured. */
export async function countPlaced(
  session: Session,
  several: boolean,
): Promise<{ classes: ClassCount[]; splits: Record<SplitName, number> }> {
  const [counts = []] = await session.rows(
    `select count(*) filter (split = 'train'), count(*) filter (split = 'validation'), count(*) filter (split = 'test') from placed`,
  )
  const splits = { train: toNumber(counts[0]), validation: toNumber(counts[1]), test: toNumber(counts[2]) }
  const rows = await session.rows(`select label, count(*) as n, count(*) filter (split = 'train'),
    count(*) filter (split = 'validation'), count(*) filter (split = 'test')
    from (select ${several ? 'unnest(label)' : 'label'} as label, split from placed) group by label order by n desc, label`)
  const classes = rows.map((row) => ({
    label: toText(row[0]),
    count: toNumber(row[1]),
    train: toNumber(row[2]),
    validation: toNumber(row[3]),
    test: toNumber(row[4]),
  }))
  for (const [name, count] of Object.entries(splits))
    if (count === 0)
      throw new DatasetUnusable(
        'dataset_unusable',
        `No row would be left in the ${name} split. Keep more rows, or move some there.`,
      )
  if (classes.filter(({ train }) => train > 0).length < (several ? 1 : 2))
    throw new DatasetUnusable('dataset_unusable', 'The remaining training rows have only one label.')
  return { classes, splits }
}

/** What the sets of labels in `placed` are like. */
export async function describeSets(
  session: Session,
  { format }: NonNullable<DatasetProfile['multiLabel']>,
  classes: readonly ClassCount[],
  rows: number,
): Promise<DatasetProfile['multiLabel']> {
  const [row = []] = await session.rows(
    'select count(*) filter (len(label) = 0), count(distinct label) from placed',
  )
  return {
    format,
    cardinality: classes.reduce((total, { count }) => total + count, 0) / rows,
    unlabelled: toNumber(row[0]),
    combinations: toNumber(row[1]),
  }
}
