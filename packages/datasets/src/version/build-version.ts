import { quoteName, type Session, toNumber } from '../duck.ts'
import type { LabelRule } from '../infer/label-source.ts'
import type { Plan, PlannedColumn } from '../infer/roles.ts'
import { type ProfiledColumn, profileColumns } from '../profile-columns.ts'
import type { StagedUpload } from '../read/staged.ts'
import type { ClassCount, DatasetProfile } from '../schema/index.ts'
import { digestVersion } from './digest-version.ts'
import { keepRows } from './keep-rows.ts'
import { splitRows } from './split-rows.ts'
import { versionOf, writeVersion } from './write-version.ts'

export type BuildInput = {
  session: Session
  staged: StagedUpload
  plan: Plan
  outputPath: string
  seed: number
  maxClasses: number
  /** Where rows without a label go. */
  unlabelledPath?: string
  at: (stage: 'splitting' | 'writing') => void
}

export type BuiltVersion = {
  profile: DatasetProfile
  duplicates: number
  unlabelled: number
  sha256: string
  bytes: number
}

/** Second half of an ingest: rows chosen, split, written and profiled as they were written. */
export async function buildVersion(input: BuildInput): Promise<BuiltVersion> {
  const { session, plan, outputPath } = input
  input.at('splitting')
  const kept = await keepRows(session, input.staged, plan, { most: input.maxClasses }, input.unlabelledPath)
  const { classes, splits } = await splitRows(session, plan, input.seed)
  input.at('writing')
  const bytes = await writeVersion(session, plan, outputPath)
  const columnsOf = plan.columns.map(({ measure, type, role }) => ({ name: measure.name, type, role }))
  const sha256 = await digestVersion(
    session,
    { kind: plan.kind, several: plan.labels.several, columns: columnsOf, hasInputs: true },
    versionOf(plan),
  )
  const columns = await profileColumns(
    session,
    versionOf(plan),
    '__row',
    plan.columns.map((column) => ({
      name: column.measure.name,
      type: column.type,
      role: column.role,
      note: column.note,
      expression: shownExpression(column.measure.name, column.role === 'label' && plan.labels.several),
      ...knownOf(column, plan, classes, kept.kept === input.staged.rows),
    })),
  )
  const profile: DatasetProfile = {
    kind: plan.kind,
    rows: kept.kept,
    labelColumn: plan.label.measure.name,
    textColumn: plan.text?.measure.name ?? null,
    ...(plan.weight && { weightColumn: plan.weight.measure.name }),
    ...(plan.split && { splitColumn: plan.split.measure.name }),
    ...(plan.labels.several && {
      multiLabel: await describeSets(session, plan.labels.format, classes, kept.kept),
    }),
    columns,
    classes,
    splits,
  }
  return { profile, duplicates: kept.duplicates, unlabelled: kept.unlabelled, sha256, bytes }
}

/** What need not be measured again: the label was counted, and a text's measures hold where no row was left out. */
function knownOf(
  { measure, role }: PlannedColumn,
  { labels }: Plan,
  classes: readonly ClassCount[],
  isWhole: boolean,
): Pick<ProfiledColumn, 'known'> {
  if (role === 'label' && !labels.several)
    return {
      known: {
        missing: 0,
        distinct: classes.length,
        lengths: null,
        top: classes.map(({ label, count }) => ({ value: label, count })),
      },
    }
  if (role !== 'text' || !isWhole) return {}
  const { distinct, minLength: min, maxLength: max, meanLength: mean } = measure
  return { known: { missing: 0, distinct, lengths: { min, max, mean }, top: [] } }
}

function shownExpression(name: string, isList: boolean): string {
  return isList ? `nullif(array_to_string(${quoteName(name)}, ', '), '')` : quoteName(name)
}

async function describeSets(
  session: Session,
  format: LabelRule['format'],
  classes: readonly ClassCount[],
  rows: number,
): Promise<DatasetProfile['multiLabel']> {
  const [row = []] = await session.rows(
    "select count(*) filter (label = ''), count(distinct label) from placed",
  )
  return {
    format,
    cardinality: classes.reduce((total, { count }) => total + count, 0) / rows,
    unlabelled: toNumber(row[0]),
    combinations: toNumber(row[1]),
  }
}
