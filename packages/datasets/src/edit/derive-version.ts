import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openSession, quoteName, quoteText, type Session, toText } from '../duck.ts'
import { profileColumns } from '../profile-columns.ts'
import type { DatasetEdit } from '../schema/edits.ts'
import type { ColumnProfile, DatasetProfile } from '../schema/index.ts'
import { countPlaced, describeSets } from '../version/count-placed.ts'
import { digestVersion } from '../version/digest-version.ts'
import { groupRowsLike } from '../version/group-rows.ts'
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
  const { classes, splits } = await countPlaced(session, several)
  const groupRows = await groupRowsLike(session, input.path)
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
