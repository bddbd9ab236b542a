import { quoteName, type Session } from '../duck.ts'
import type { DatasetProfile } from '../schema/index.ts'
import type { EditPlan } from './edit-plan.ts'

/** A column of the version's file, with its type as DuckDB names it. */
export type SourceColumn = { name: string; type: string }

/**
 * Leaves table `placed` (`old`, `added`, `split`, `label`, `place`): the rows of `kept` in order, then those that were
 * added, whose values are in table `added`. Answers whether there are any.
 */
export async function placeRows(
  session: Session,
  source: string,
  profile: DatasetProfile,
  plan: EditPlan,
  columns: readonly SourceColumn[],
): Promise<boolean> {
  const kept = 'select old, null::bigint as added, split, label from kept'
  if (plan.added.length === 0) {
    await session.run(
      `create table placed as select *, row_number() over (order by old) - 1 as place from (${kept})`,
    )
    return false
  }
  await loadAdded(session, source, profile, plan, columns)
  await session.run(`create table placed as
    select *, row_number() over (order by old nulls last, added) - 1 as place
    from (${kept} union all select null, __id, __split, __label from added)`)
  return true
}

/** Values are written as texts and cast to the columns' types; what does not fit is a missing value. */
async function loadAdded(
  session: Session,
  source: string,
  { textColumn, labelColumn }: DatasetProfile,
  { added }: EditPlan,
  columns: readonly SourceColumn[],
): Promise<void> {
  const inputs = columns.filter(({ name }) => name !== labelColumn)
  const raw = inputs.map((_column, at) => `c${at} varchar`)
  await session.run(`create table given (__id bigint, __split varchar, __label varchar, ${raw.join(', ')})`)
  const appender = await session.connection.createAppender('given')
  try {
    added.forEach(({ label, split, values }, id) => {
      appender.appendBigInt(BigInt(id))
      appender.appendVarchar(split)
      appender.appendVarchar(label)
      for (const { name } of inputs) {
        const value = Object.hasOwn(values, name) ? (values[name] ?? null) : null
        if (value === null) appender.appendNull()
        else appender.appendVarchar(String(value))
      }
      appender.endRow()
    })
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
  const cells = inputs.map(({ name, type }, at) => `try_cast(c${at} as ${type}) as ${quoteName(name)}`)
  const text = inputs.findIndex(({ name }) => name === textColumn)
  const own = textColumn === null ? '' : quoteName(textColumn)
  const known =
    text < 0 ? '' : `where c${text} not in (select ${own} from ${source} where ${own} is not null)`
  await session.run(
    `create table added as select __id, __split, __label, ${cells.join(', ')} from given ${known}
     ${text < 0 ? '' : `qualify row_number() over (partition by c${text} order by __id) = 1`} order by __id`,
  )
}
