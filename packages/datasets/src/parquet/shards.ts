import { z } from 'zod'
import { quoteName, quoteText, type Session, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import type { SplitName } from '../schema/index.ts'

/** One Parquet file of a dataset, on this disk. */
export type Shard = {
  path: string
  /** As it was uploaded. */
  name: string
  /** What its name says. */
  split: SplitName | null
}

/** The rows of all shards as one relation, in the shards' order. */
export const relationOf = (shards: readonly Shard[]): string =>
  `read_parquet([${shards.map(({ path }) => quoteText(path)).join(', ')}], union_by_name = true, filename = '__file')`

export type ParquetColumn = { name: string; type: string }

/** @throws DatasetUnusable where a file is damaged or the shards do not fit together. */
export async function columnsOf(session: Session, shards: readonly Shard[]): Promise<ParquetColumn[]> {
  try {
    const rows = await session.rows(`describe select * exclude (__file) from ${relationOf(shards)}`)
    return rows.map(([name, type]) => ({ name: toText(name), type: toText(type) }))
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : 'it is damaged'
    throw new DatasetUnusable(
      'file_format_unknown',
      `The Parquet file cannot be read: ${detail}. Create it again and upload the new file.`,
    )
  }
}

const featureSchema = z.object({ _type: z.string(), names: z.array(z.string()).optional() })
const listSchema = z.object({ feature: featureSchema })
const metadataSchema = z.object({
  info: z.object({ features: z.record(z.string(), z.unknown()) }),
})

/** Classes by number, of a column or of the items of its lists. */
export type ClassNames = { names: string[]; isList: boolean }

/** What the `huggingface` key of the files' metadata says of the columns whose classes are kept as numbers. */
export async function classNamesOf(
  session: Session,
  shards: readonly Shard[],
): Promise<Map<string, ClassNames>> {
  const found = new Map<string, ClassNames>()
  const [first] = shards
  if (!first) return found
  const rows = await session.rows(
    `select decode(value) from parquet_kv_metadata(${quoteText(first.path)}) where decode(key) = 'huggingface'`,
  )
  const metadata = metadataSchema.safeParse(parse(toText(rows[0]?.[0])))
  if (!metadata.success) return found
  for (const [name, feature] of Object.entries(metadata.data.info.features)) {
    const single = featureSchema.safeParse(feature)
    const list = listSchema.safeParse(feature)
    if (single.success && single.data._type === 'ClassLabel' && single.data.names)
      found.set(name, { names: single.data.names, isList: false })
    else if (list.success && list.data.feature._type === 'ClassLabel' && list.data.feature.names)
      found.set(name, { names: list.data.feature.names, isList: true })
  }
  return found
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** SQL: a column with names in place of the numbers; what is no class (−1 in test sets) is absent. */
export function namedColumn(name: string, { names, isList }: ClassNames): string {
  const list = `[${names.map(quoteText).join(', ')}]`
  const nameOf = (number: string) =>
    `case when try_cast(${number} as bigint) between 0 and ${names.length - 1} then ${list}[try_cast(${number} as bigint) + 1] end`
  const column = quoteName(name)
  return isList ? `list_transform(${column}, lambda one: ${nameOf('one')})` : nameOf(column)
}

/** SQL: the split that the shards' names give a row. */
export function splitOfShard(shards: readonly Shard[]): string {
  const cases = shards.flatMap(({ path, split }) =>
    split ? [`when ${quoteText(path)} then ${quoteText(split)}`] : [],
  )
  return cases.length === 0 ? 'null::varchar' : `case __file ${cases.join(' ')} end`
}
