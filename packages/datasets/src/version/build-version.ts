import { quoteName, type Session, toNumber } from '../duck.ts'
import type { LabelRule } from '../infer/label-source.ts'
import type { Plan } from '../infer/roles.ts'
import { profileColumns } from '../profile-columns.ts'
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
  at: (stage: 'splitting' | 'writing') => void
}

export type BuiltVersion = { profile: DatasetProfile; duplicates: number; sha256: string; bytes: number }

/** Second half of an ingest: rows chosen, split, written and profiled as they were written. */
export async function buildVersion(input: BuildInput): Promise<BuiltVersion> {
  const { session, plan, outputPath } = input
  input.at('splitting')
  const kept = await keepRows(session, input.staged, plan, input.maxClasses)
  const { classes, splits } = await splitRows(session, plan, input.seed)
  input.at('writing')
  const bytes = await writeVersion(session, plan, outputPath)
  const columnsOf = plan.columns.map(({ measure, type, role }) => ({ name: measure.name, type, role }))
  const sha256 = await digestVersion(
    session,
    { kind: plan.kind, several: plan.labels.several, columns: columnsOf },
    versionOf(plan),
  )
  const columns = await profileColumns(
    session,
    versionOf(plan),
    '__row',
    plan.columns.map(({ measure, type, role, note }) => ({
      name: measure.name,
      type,
      role,
      note,
      expression: shownExpression(measure.name, role === 'label' && plan.labels.several),
    })),
  )
  const profile: DatasetProfile = {
    kind: plan.kind,
    rows: kept.kept,
    labelColumn: plan.label.measure.name,
    textColumn: plan.text?.measure.name ?? null,
    ...(plan.weight && { weightColumn: plan.weight.measure.name }),
    ...(plan.labels.several && {
      multiLabel: await describeSets(session, plan.labels.format, classes, kept.kept),
    }),
    columns,
    classes,
    splits,
  }
  return { profile, duplicates: kept.duplicates, sha256, bytes }
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
