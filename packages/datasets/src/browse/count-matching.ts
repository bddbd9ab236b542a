import { quoteName, quoteText, toNumber, toText } from '../duck.ts'
import { withReader } from '../reader.ts'
import type { DatasetProfile, MatchingRows, RowFilter } from '../schema/index.ts'
import { rowCondition } from './row-condition.ts'

const mostClasses = 200

/** Of which classes and splits the rows are that a filter leaves in. Throws `DatasetUnusable` for an unknown column. */
export async function countMatching(input: {
  path: string
  profile: DatasetProfile
  filter: RowFilter
}): Promise<MatchingRows> {
  const { path, profile, filter } = input
  const source = `read_parquet(${quoteText(path)}) where ${rowCondition(profile, filter)}`
  const own = quoteName(profile.labelColumn)
  return withReader(async (session) => {
    const splits = { train: 0, validation: 0, test: 0 }
    const bySplit = await session.rows(`select __split, count(*) from ${source} group by 1`)
    for (const [split, count] of bySplit) {
      const name = toText(split)
      if (name === 'train' || name === 'validation' || name === 'test') splits[name] = toNumber(count)
    }
    const classes = await session.rows(
      `select label, count(*) as n from (select ${profile.multiLabel ? `unnest(${own})` : own} as label from ${source})
       group by 1 order by n desc, label limit ${mostClasses}`,
    )
    return {
      total: splits.train + splits.validation + splits.test,
      splits,
      classes: classes.map(([label, count]) => ({ label: toText(label), count: toNumber(count) })),
    }
  })
}
