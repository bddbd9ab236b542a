import { quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { labelJoint } from '../infer/label-lists.ts'
import type { Plan } from '../infer/roles.ts'
import { profileColumns } from '../profile-columns.ts'
import type { DatasetProfile } from '../schema/index.ts'
import type { BuildInput, BuiltVersion } from '../version/build-version.ts'
import { hashOf, textOf } from '../version/content-hash.ts'
import { countPlaced, describeSets } from '../version/count-placed.ts'
import { digestVersion } from '../version/digest-version.ts'
import { groupRowsLike } from '../version/group-rows.ts'
import { keepRows, typedColumn } from '../version/keep-rows.ts'
import { splitOfPosition } from '../version/split-rows.ts'
import { copyToParquet } from '../version/write-version.ts'

type AppendInput = BuildInput & { parent: { path: string; profile: DatasetProfile }; maxRows: number }

export type AppendedVersion = BuiltVersion & {
  /** Rows of the file that the version had already, with the same inputs and label. */
  known: number
  added: number
}

/**
 * The version after `parent`: its rows in their places and splits, then those of `cells` that it does not have. What
 * split an added row is in is decided by its inputs alone (or by the file), so that it does not matter which of two
 * files is added first.
 */
export async function appendRows(input: AppendInput): Promise<AppendedVersion> {
  const { session, plan, parent, outputPath } = input
  const { profile } = parent
  input.at('splitting')
  const limits = { most: input.maxClasses, fewest: 0 }
  const kept = await keepRows(session, input.staged, plan, limits, input.unlabelledPath)
  const earlier = `read_parquet(${quoteText(parent.path)})`
  const added = await leaveOutKnown(session, earlier, input)
  if (profile.rows + added > input.maxRows)
    throw new DatasetUnusable(
      'dataset_unusable',
      `With ${added.toLocaleString('en')} more rows the dataset would have more than ${input.maxRows.toLocaleString('en')}.`,
    )
  input.at('writing')
  const bytes = await copyToParquet(
    session,
    `from ${earlier} union all by name ${await addedRows(session, earlier, profile, plan)}`,
    outputPath,
    await groupRowsLike(session, parent.path),
  )
  return {
    ...(await describe(session, input)),
    bytes,
    duplicates: kept.duplicates,
    unlabelled: kept.unlabelled,
    known: kept.kept - added,
    added,
  }
}

/** Leaves table `fresh`: the rows of `kept` in order that are not in the version yet, with `split`. Answers how many. */
async function leaveOutKnown(
  session: Session,
  earlier: string,
  { plan, parent: { profile }, seed }: AppendInput,
): Promise<number> {
  const inputs = profile.columns.filter(({ role }) => role === 'text' || role === 'feature')
  const label = quoteName(profile.labelColumn)
  await session.run(`create view known as select
      ${hashOf(inputs.map(({ name, type }) => textOf(quoteName(name), type)))} as inputs,
      ${plan.labels.several ? `array_to_string(${label}, ${labelJoint})` : label} as label from ${earlier}`)
  const split = plan.split ? `coalesce(given, ${splitOfPosition(seed)})` : splitOfPosition(seed)
  await session.run(`create table fresh as
    select * replace (label::varchar as label), ${split} as split from kept
    where not exists (from known where known.inputs = kept.inputs and known.label = kept.label::varchar)
    order by kept.rowid`)
  await session.run('drop table kept')
  await warn(session, profile, plan)
  const [row = []] = await session.rows('select count(*) from fresh')
  return toNumber(row[0])
}

async function warn(
  session: Session,
  { classes }: DatasetProfile,
  { warnings, labels }: Plan,
): Promise<void> {
  const [row = []] = await session.rows('select count(*) from fresh semi join known using (inputs)')
  const conflicts = toNumber(row[0])
  if (conflicts > 0)
    warnings.push({
      code: 'conflicting_labels',
      message: `${conflicts.toLocaleString('en')} added ${conflicts === 1 ? 'row appears' : 'rows appear'} under a different ${labels.several ? 'set of labels' : 'label'} in the version. All were kept; no classifier can get all of them right.`,
    })
  const known = new Set(classes.map(({ label }) => label))
  const named = labels.several ? `unnest(string_split(label, ${labelJoint}))` : 'label'
  const rows = await session.rows(`select distinct ${named} as name from fresh order by name`)
  const added = rows.map(([name]) => toText(name)).filter((name) => name !== '' && !known.has(name))
  if (added.length > 0)
    warnings.push({
      code: 'labels_added',
      message: `${added.length === 1 ? 'A label is' : `${added.length.toLocaleString('en')} labels are`} new in this dataset: ${added
        .slice(0, 10)
        .map((name) => `"${name.slice(0, 60)}"`)
        .join(', ')}${added.length > 10 ? ' …' : ''}.`,
    })
}

/** SQL: `fresh` as the version's rows, in its columns and types, numbered on from its last. */
async function addedRows(
  session: Session,
  earlier: string,
  { rows, columns, labelColumn }: DatasetProfile,
  plan: Plan,
): Promise<string> {
  const types = new Map(
    (await session.rows(`describe from ${earlier}`)).map((row) => [toText(row[0]), toText(row[1])]),
  )
  const cells = columns.map(({ name, role }) => {
    const planned = plan.columns.find(({ measure }) => measure.name === name)
    const value =
      role === 'weight'
        ? 'weight'
        : name === labelColumn
          ? labelValue(plan)
          : planned
            ? typedColumn(planned)
            : 'null'
    return `(${value})::${types.get(name)} as ${quoteName(name)}`
  })
  return `select (${rows} + rowid)::${types.get('__row')} as __row,
    split::${types.get('__split')} as __split, ${cells.join(', ')} from fresh`
}

const labelValue = ({ labels }: Plan) =>
  labels.several ? `case when label = '' then [] else string_split(label, ${labelJoint}) end` : 'label'

/** Profile and checksum of the rows as they were written. */
async function describe(
  session: Session,
  { plan, parent: { profile }, outputPath, maxClasses }: AppendInput,
): Promise<Pick<BuiltVersion, 'profile' | 'sha256'>> {
  const { several } = plan.labels
  const written = `read_parquet(${quoteText(outputPath)})`
  const label = quoteName(profile.labelColumn)
  await session.run(`create view placed as select ${label} as label, __split as split from ${written}`)
  const { classes, splits } = await countPlaced(session, several)
  if (classes.length > maxClasses)
    throw new DatasetUnusable(
      'dataset_unusable',
      `With this file "${profile.labelColumn}" would have ${classes.length.toLocaleString('en')} labels; at most ${maxClasses.toLocaleString('en')} can be learned.`,
    )
  warnAboutUntested(classes, profile, plan)
  const columns = await profileColumns(
    session,
    written,
    '__row',
    profile.columns.map(({ name, type, role, note }) => ({
      name,
      type,
      role,
      note,
      expression:
        several && role === 'label'
          ? `nullif(array_to_string(${quoteName(name)}, ', '), '')`
          : quoteName(name),
    })),
  )
  const rows = splits.train + splits.validation + splits.test
  const { kind, multiLabel } = profile
  return {
    profile: {
      ...profile,
      rows,
      columns,
      classes,
      splits,
      ...(multiLabel && { multiLabel: await describeSets(session, multiLabel, classes, rows) }),
    },
    sha256: await digestVersion(session, { kind, several, columns }, written),
  }
}

function warnAboutUntested(
  classes: DatasetProfile['classes'],
  before: DatasetProfile,
  { warnings }: Plan,
): void {
  const known = new Set(before.classes.map(({ label }) => label))
  const untested = classes.filter(({ label, test }) => test === 0 && !known.has(label))
  if (untested.length === 0) return
  warnings.push({
    code: 'untested_labels',
    message: `No added row of ${untested
      .slice(0, 5)
      .map(({ label }) => `"${label.slice(0, 60)}"`)
      .join(
        ', ',
      )}${untested.length > 5 ? ' …' : ''} went to the test split. Add more of them, or move some there.`,
  })
}
