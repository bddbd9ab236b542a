import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openSession, quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { profileColumns } from '../profile-columns.ts'
import type { DatasetEdit } from '../schema/edits.ts'
import type { ClassCount, ColumnProfile, DatasetProfile, SplitName } from '../schema/index.ts'
import { digestVersion } from '../version/digest-version.ts'
import { copyToParquet } from '../version/write-version.ts'
import { placeRows, type SourceColumn } from './added-rows.ts'
import { type EditPlan, planEdits } from './edit-plan.ts'
import { matchRows } from './matching-rows.ts'
import { textAfter } from './redact-rows.ts'

export type DeriveInput = {
  /** The Parquet file and the profile of the version that is edited; both stay as they are. */
  path: string
  profile: DatasetProfile
  edits: readonly DatasetEdit[]
  /** Where the new Parquet file appears, whole or not at all. */
  outputPath: string
  scratchDir: string
  /** The workspace's own; only where pseudonyms are asked for. */
  pseudonymKey?: Uint8Array
  signal?: AbortSignal
}

export type DerivedVersion = { profile: DatasetProfile; sha256: string; bytes: number }

const groupBytes = 8 << 20

/**
 * Makes the next version from an earlier one: every row that is left keeps its split, and rows are numbered
 * anew. Throws `DatasetUnusable` for an edit that does not fit the version or leaves nothing to learn from.
 */
export async function deriveVersion(input: DeriveInput): Promise<DerivedVersion> {
  const plan = planEdits(input.profile, input.edits)
  await mkdir(input.scratchDir, { recursive: true })
  await mkdir(dirname(input.outputPath), { recursive: true })
  const scratch = await mkdtemp(join(input.scratchDir, 'derive-'))
  const session = await openSession(join(scratch, 'edit.duckdb'), '200MB', '400MB', join(scratch, 'spill'))
  const interrupt = () => session.connection.interrupt()
  input.signal?.addEventListener('abort', interrupt)
  try {
    input.signal?.throwIfAborted()
    return await write(session, input, plan)
  } catch (error) {
    input.signal?.throwIfAborted()
    throw error
  } finally {
    input.signal?.removeEventListener('abort', interrupt)
    session.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

async function write(session: Session, input: DeriveInput, plan: EditPlan): Promise<DerivedVersion> {
  const { profile } = input
  const several = profile.multiLabel !== undefined
  const source = `read_parquet(${quoteText(input.path)})`
  await loadRowEdits(session, plan)
  const own = `v.${quoteName(profile.labelColumn)}`
  const { isKept, labelOf } = await matchRows(session, source, profile, plan)
  const label = labelAfter(several ? own : `coalesce(e.label, ${labelOf(own)})`, plan, several)
  const text = await textAfter(session, source, profile, plan, input.pseudonymKey ?? null)
  await session.run(`create table kept as
    select v.__row as old, coalesce(e.split, v.__split) as split, ${label} as label
    from ${source} v left join edited e on e.row = v.__row left join redacted r on r.row = v.__row
    where not coalesce(e.dropped, false) and ${isKept} ${text === null ? '' : `and ${text} is not null`}
    order by v.__row`)
  if (!several) await session.run('delete from kept where label is null')
  const described = await describeColumns(session, source)
  const names = described.map(({ name }) => name)
  const hasAdded = await placeRows(session, source, profile, plan, described)
  const cells = names.map((name) => {
    if (name === profile.labelColumn) return `p.label as ${quoteName(name)}`
    const own = name === profile.textColumn && text !== null ? text : `v.${quoteName(name)}`
    const value = hasAdded ? `case when p.old is null then a.${quoteName(name)} else ${own} end` : own
    return `${value} as ${quoteName(name)}`
  })
  const { classes, splits } = await countClasses(session, several)
  const [size = []] = await session.rows(
    `select coalesce(max(total_uncompressed_size), 0) from (select sum(total_uncompressed_size) / greatest(any_value(row_group_num_rows), 1) as total_uncompressed_size from parquet_metadata(${quoteText(input.path)}) group by row_group_id)`,
  )
  const groupRows = Math.max(2048, Math.min(61_440, Math.floor(groupBytes / (toNumber(size[0]) + 32))))
  const bytes = await copyToParquet(
    session,
    `select p.place as __row, p.split as __split, ${cells.join(', ')}
      from placed p ${hasAdded ? 'left join added a on a.__id = p.added left' : ''} join ${source} v on v.__row = p.old left join redacted r on r.row = v.__row order by p.place`,
    input.outputPath,
    groupRows,
  )
  const columns = await profileEdited(session, input, plan, several)
  const sha256 = await digestVersion(
    session,
    { kind: profile.kind, several, columns, blobs: names.filter((name) => name.startsWith('__')) },
    `read_parquet(${quoteText(input.outputPath)})`,
  )
  const rows = splits.train + splits.validation + splits.test
  return {
    profile: {
      ...profile,
      rows,
      columns,
      classes,
      splits,
      ...(profile.multiLabel && {
        multiLabel: await describeSets(session, profile.multiLabel, classes, rows),
      }),
    },
    sha256,
    bytes,
  }
}

/** Table `edited`: a row per row that is named in an edit. */
async function loadRowEdits(session: Session, { dropped, relabelled, moved }: EditPlan): Promise<void> {
  await session.run('create table edited (row bigint, dropped boolean, label varchar, split varchar)')
  const appender = await session.connection.createAppender('edited')
  try {
    for (const row of new Set([...dropped, ...relabelled.keys(), ...moved.keys()])) {
      appender.appendBigInt(BigInt(row))
      appender.appendBoolean(dropped.has(row))
      for (const text of [relabelled.get(row), moved.get(row)])
        if (text === undefined) appender.appendNull()
        else appender.appendVarchar(text)
      appender.endRow()
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** The label, or list of labels, after all renaming; null, or shorter, where it was taken away. */
function labelAfter(label: string, { renamed }: EditPlan, several: boolean): string {
  const one = (expression: string) =>
    renamed.reduce(
      (value, { from, to }) =>
        `case when ${value} = ${quoteText(from)} then ${to === null ? 'null' : quoteText(to)} else ${value} end`,
      expression,
    )
  if (!several) return one(label)
  if (renamed.length === 0) return label
  return `list_sort(list_distinct(list_filter(list_transform(${label}, lambda l: ${one('l')}), lambda l: l is not null)))`
}

async function describeColumns(session: Session, source: string): Promise<SourceColumn[]> {
  const rows = await session.rows(`describe select * exclude (__row, __split) from ${source}`)
  return rows.map((row) => ({ name: toText(row[0]), type: toText(row[1]) }))
}

async function countClasses(
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
    throw new DatasetUnusable('dataset_unusable', 'The training rows that are left have one label only.')
  return { classes, splits }
}

async function profileEdited(
  session: Session,
  { profile, outputPath }: DeriveInput,
  { ignored }: EditPlan,
  several: boolean,
): Promise<ColumnProfile[]> {
  return profileColumns(
    session,
    `read_parquet(${quoteText(outputPath)})`,
    '__row',
    profile.columns.map(({ name, type, role, note }) => ({
      name,
      type,
      role: ignored.has(name) ? ('ignored' as const) : role,
      note: ignored.has(name) ? 'It was left out on request.' : note,
      expression:
        several && name === profile.labelColumn
          ? `nullif(array_to_string(${quoteName(name)}, ', '), '')`
          : quoteName(name),
    })),
  )
}

async function describeSets(
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
