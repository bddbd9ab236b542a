import type { LabelledFiles } from '../archive/labelled-files.ts'
import type { ReadableUpload } from '../convert/convert-upload.ts'
import { quoteName } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { streamTexts, withReader } from '../reader.ts'
import {
  classNamesOf,
  columnsOf,
  namedColumn,
  type ParquetColumn,
  relationOf,
  type Shard,
  splitOfShard,
} from './shards.ts'
import { holdsFiles, unpackFiles } from './unpack-files.ts'

export type OpenedParquet = { files: LabelledFiles } | { readable: ReadableUpload }

const labelNames = ['label', 'labels', 'class', 'category', 'target', 'fine_label', 'coarse_label', 'genre']

/**
 * Parquet in one file or several: pictures or sounds where a column holds such, else rows. Numbers of classes become
 * their names where the file tells them; where the shards' names tell splits, rows get them as column `split`.
 *
 * @throws DatasetUnusable where a file is damaged or no column of a set of files is clearly the label.
 */
export function openParquet(
  shards: readonly Shard[],
  options: { labelColumn?: string | undefined; stagePath: string; signal?: AbortSignal | undefined },
): Promise<OpenedParquet> {
  return withReader(async (session) => {
    const columns = await columnsOf(session, shards)
    const classes = await classNamesOf(session, shards)
    const placed = withSplits(shards)
    const file = columns.find(holdsFiles)
    if (!file) return { readable: asLines(placed, columns, classes) }
    const label = labelOf(columns, file, classes, options.labelColumn)
    const split = columns.find(({ name }) => name.toLowerCase() === 'split')?.name ?? null
    const layout = { file, label, classes: classes.get(label), split: split === label ? null : split }
    return { files: await unpackFiles(session, placed, layout, options.stagePath, options.signal) }
  })
}

/** Names tell a split only where they tell more than one. */
function withSplits(shards: readonly Shard[]): readonly Shard[] {
  const splits = new Set(shards.map(({ split }) => split))
  return splits.size > 1 ? shards : shards.map((shard) => ({ ...shard, split: null }))
}

function asLines(
  shards: readonly Shard[],
  columns: readonly ParquetColumn[],
  classes: Awaited<ReturnType<typeof classNamesOf>>,
): ReadableUpload {
  const selected = columns.map(({ name }) => {
    const named = classes.get(name)
    return named ? `${namedColumn(name, named)} as ${quoteName(name)}` : quoteName(name)
  })
  const tells = shards.some(({ split }) => split !== null)
  if (tells && !columns.some(({ name }) => name.toLowerCase() === 'split'))
    selected.push(`${splitOfShard(shards)} as "split"`)
  const query = `select to_json(r)::varchar from (select ${selected.join(', ')} from ${relationOf(shards)}) r`
  const from = shards.length > 1 ? `Parquet in ${shards.length} files` : 'Parquet'
  return { fileName: 'rows.jsonl', lines: () => streamTexts(query), from, unlabelled: () => 0 }
}

/** The column that labels pictures or sounds. */
function labelOf(
  columns: readonly ParquetColumn[],
  file: ParquetColumn,
  classes: Awaited<ReturnType<typeof classNamesOf>>,
  asked: string | undefined,
): string {
  const others = columns.filter((column) => column !== file && !holdsFiles(column))
  const called = (name: string) => others.find((one) => one.name.toLowerCase() === name.toLowerCase())?.name
  const named = [...(asked === undefined ? [] : [asked]), ...labelNames].flatMap((name) => called(name) ?? [])
  const told = others.filter(({ name }) => classes.has(name))
  const [best = (told.length === 1 ? told[0] : others.length === 1 ? others[0] : undefined)?.name] = named
  if (best === undefined)
    throw new DatasetUnusable(
      'manifest_unclear',
      `Column "${file.name}" holds files, but which column is their label can't be told. Call it "label".`,
    )
  const type = others.find(({ name }) => name === best)?.type ?? ''
  if (type.endsWith(']'))
    throw new DatasetUnusable(
      'labels_several',
      `Column "${best}" gives each file a list of labels. Pictures and sounds have one each.`,
    )
  return best
}
