import { quoteName, quoteText, toNumber, toText } from '../duck.ts'
import { withReader } from '../reader.ts'
import type { DatasetProfile } from '../schema/index.ts'
import { copyToParquet } from '../version/write-version.ts'

export type SampleInput = {
  path: string
  profile: DatasetProfile
  /** At most so many rows, and so many bytes of pixels or samples. */
  rows: number
  mediaBytes: number
  /** Where the sample appears, as a version's file with fewer rows; they keep their numbers. */
  outputPath: string
}

const groupRows = 2048
/** So many of a class are taken where it has them, however rare it is. */
const leastOfClass = 12

/** Writes rows of every class, in proportion, and answers the profile that goes with them. The same rows every time. */
export async function sampleVersion(input: SampleInput): Promise<DatasetProfile> {
  const { path, profile, outputPath } = input
  const source = `read_parquet(${quoteText(path)})`
  const own = quoteName(profile.labelColumn)
  const label = profile.multiLabel ? `array_to_string(${own}, ',')` : own
  return withReader(async (session) => {
    const rows = Math.min(input.rows, await affordable(session, source, input))
    if (rows >= profile.rows)
      await copyToParquet(session, `select * from ${source} order by __row`, outputPath, groupRows)
    else {
      const share = rows / profile.rows
      const chosen = await session.rows(
        `select __row from (
           select __row, hash(__row) as h, count(*) over (partition by ${label}) as n,
             row_number() over (partition by ${label} order by hash(__row)) as k from ${source})
         where k <= greatest(ceil(n * ${share}), ${leastOfClass})
         order by k > ${leastOfClass}, h limit ${rows}`,
      )
      const numbers = chosen.map(([row]) => toNumber(row)).join(', ')
      await copyToParquet(
        session,
        `select * from ${source} where __row in (${numbers}) order by __row`,
        outputPath,
        groupRows,
      )
    }
    const splits = { train: 0, validation: 0, test: 0 }
    const counted = await session.rows(
      `select __split, count(*) from read_parquet(${quoteText(outputPath)}) group by 1`,
    )
    for (const [split, count] of counted) {
      const name = toText(split)
      if (name === 'train' || name === 'validation' || name === 'test') splits[name] = toNumber(count)
    }
    return { ...profile, rows: splits.train + splits.validation + splits.test, splits }
  })
}

type Rows = { rows: (sql: string) => Promise<unknown[][]> }

async function affordable(
  session: Rows,
  source: string,
  { profile, mediaBytes }: SampleInput,
): Promise<number> {
  const { image, audio } = profile
  if (image) return Math.floor(mediaBytes / (image.width * image.height * image.channels))
  if (!audio) return Number.POSITIVE_INFINITY
  const [row = []] = await session.rows(`select avg(octet_length(__samples)) from ${source}`)
  return Math.floor(mediaBytes / Math.max(1, Number(row[0])))
}
