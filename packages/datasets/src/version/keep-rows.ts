import { type Session, toNumber, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { rawColumn } from '../infer/cells.ts'
import { labelJoint } from '../infer/label-lists.ts'
import type { Plan, PlannedColumn } from '../infer/roles.ts'
import { splitOfCell } from '../infer/split-column.ts'
import type { StagedUpload } from '../read/staged.ts'
import { hashOf, textOf } from './content-hash.ts'
import { setAside } from './set-aside.ts'

export type KeptRows = { kept: number; duplicates: number; unlabelled: number }

const listedRefusals = 1000

/**
 * Refuses rows without label or text or with a wrong weight, drops exact duplicates (same inputs, same label;
 * their weights add up) and leaves table `kept` in the place of `cells`: the version's rows in file order, a row's `rowid` its number, with
 * `label`, `inputs` (a hash of what a classifier reads), `weight` and the `given` split where columns give them, and the typed values as
 * `v0` … by their columns' places in the file.
 */
export async function keepRows(
  session: Session,
  staged: StagedUpload,
  plan: Plan,
  { most: maxClasses, fewest = 2 }: { most: number; fewest?: number },
  unlabelledPath?: string,
): Promise<KeptRows> {
  const { value: label, several, refused } = plan.labels
  const text = plan.text ? rawColumn(plan.text.measure.index) : null
  let usable = `not (${refused.condition})`
  let left = staged.rows
  const aside =
    unlabelledPath && refused.code === 'label_missing' && refused.condition !== 'false'
      ? await setAside(session, plan.columns, refused.condition, unlabelledPath)
      : { count: 0, rows: 0, which: 'false' }
  left -= aside.rows
  left -= await refuse(
    session,
    staged,
    `${refused.condition} and not coalesce(${aside.which}, false)`,
    refused.code,
    refused.reason,
  )
  if (text) {
    const reason = `The text "${plan.text?.measure.name}" is empty.`
    left -= await refuse(session, staged, `${usable} and ${text} is null`, 'text_missing', reason)
    usable += ` and ${text} is not null`
  }
  const weight = plan.weight?.expression
  if (weight) {
    const reason = `The weight "${plan.weight?.measure.name}" is not a number from 0 to a billion.`
    const wrong = `coalesce(${weight}, -1) not between 0 and 1e9`
    left -= await refuse(session, staged, `${usable} and ${wrong}`, 'weight_invalid', reason)
    usable += ` and not (${wrong})`
  }
  if (plan.split) {
    const cell = rawColumn(plan.split.measure.index)
    const reason = `"${plan.split.measure.name}" does not name a split. Use train, validation or test, or leave it blank.`
    const wrong = `${cell} is not null and ${splitOfCell(cell)} is null`
    left -= await refuse(session, staged, `${usable} and ${wrong}`, 'split_invalid', reason)
    usable += ` and not (${wrong})`
  }
  const rows = left === staged.rows ? 'cells' : `(select * from cells where ${usable})`
  if (!several) await noteTrimmedLabels(session, staged, plan)

  refuseUnusable(
    plan.label.measure.name,
    left,
    await countClasses(session, plan, rows, maxClasses),
    maxClasses,
    fewest,
  )
  if (plan.weight && fewest > 0) await refuseWeightless(session, plan.weight, rows)
  // Numbers in place of names: what is grouped by label from here on moves two bytes a row.
  if (!several)
    await session.run(
      `create type labels as enum (select distinct ${label} as label from ${rows} order by label)`,
    )
  const typed = plan.columns.filter(({ role }) => role !== 'label' && role !== 'weight')
  const inputs = typed.filter(({ role }) => role !== 'ignored')
  const content = hashOf(inputs.map((column) => textOf(typedColumn(column), column.type)))
  const values = [
    `(${label})${several ? '' : '::labels'} as label`,
    ...(weight ? [`${weight} as weight`] : []),
    ...(plan.split ? [`${splitOfCell(rawColumn(plan.split.measure.index))} as given`] : []),
    ...typed.map((column) => `${column.expression} as ${typedColumn(column)}`),
  ]
  await session.run(
    `create table kept as select *, ${content} as inputs from (select ${values.join(', ')} from ${rows})`,
  )
  await session.run('drop table cells')
  const duplicates = await dropDuplicates(session, plan)
  await warnAboutCase(session, plan, several)
  return { kept: left - duplicates, duplicates, unlabelled: aside.count }
}

async function countClasses(
  session: Session,
  { label, labels }: Plan,
  rows: string,
  most: number,
): Promise<number> {
  const known = label.measure.distinct
  if (!labels.several && rows === 'cells' && known <= most) return known
  const named = labels.several
    ? `select unnest(string_split(label, ${labelJoint})) as label from (select ${labels.value} as label from ${rows}) where label <> ''`
    : `select ${labels.value} as label from ${rows}`
  const [counts = []] = await session.rows(`select count(distinct label) from (${named})`)
  return toNumber(counts[0])
}

/** Where `kept` has a column's values. */
export const typedColumn = ({ measure }: PlannedColumn) => `v${measure.index}`

/** Of rows with the same inputs and label the first one stays (of those for the test, where there are), with the weight of all. */
async function dropDuplicates(session: Session, plan: Plan): Promise<number> {
  await session.run('create table repeated as select inputs from kept group by inputs having count(*) > 1')
  const [some = []] = await session.rows('select count(*) from repeated')
  if (toNumber(some[0]) === 0) return 0
  const first = plan.split
    ? "coalesce(min(kept.rowid) filter (given = 'test'), min(kept.rowid))"
    : 'min(kept.rowid)'
  await session.run(`create table alike as select ${first} as first, list(kept.rowid) as numbers, inputs
      ${plan.weight ? ', sum(weight) as weight' : ''}
    from kept semi join repeated using (inputs) group by label, inputs`)
  await warnAboutConflicts(session, plan)
  await session.run(
    'create table surplus as select number from (select first, unnest(numbers) as number from alike) where number <> first',
  )
  const [surplus = []] = await session.rows('select count(*) from surplus')
  const dropped = toNumber(surplus[0])
  if (dropped > 0) {
    if (plan.weight)
      await session.run(
        'update kept set weight = alike.weight from alike where kept.rowid = alike.first and len(numbers) > 1',
      )
    await session.run('delete from kept where rowid in (select number from surplus)')
    // Rows are numbered anew, without gaps.
    await session.run('create table compact as from kept')
    await session.run('drop table kept')
    await session.run('alter table compact rename to kept')
  }
  for (const table of ['repeated', 'alike', 'surplus']) await session.run(`drop table ${table}`)
  return dropped
}

async function refuse(
  session: Session,
  staged: StagedUpload,
  condition: string,
  code: string,
  reason: string,
): Promise<number> {
  const [total = []] = await session.rows(`select count(*) from cells where ${condition}`)
  const count = toNumber(total[0])
  if (count === 0) return 0
  const cells = staged.columns.map((_, index) => `coalesce(${rawColumn(index)}, '')`)
  // Without a file to take them all, the first ones are enough.
  const most = staged.refusals.file ? '' : `limit ${listedRefusals}`
  const result = await session.connection.stream(
    `select rowid, to_json([${cells.join(', ')}])::varchar from cells where ${condition} order by rowid ${most}`,
  )
  const lineOf = staged.lines.reader()
  let listed = 0
  for await (const chunk of result)
    for (const [row, text] of chunk.getRows()) {
      // A list of texts, made above.
      const whole = JSON.parse(toText(text)) as string[]
      const excerpt = whole.slice(0, 20).map((cell) => cell.slice(0, 200))
      staged.refusals.add(lineOf(toNumber(row)), code, reason, excerpt.join(' | '), whole)
      listed++
    }
  staged.refusals.count += count - listed
  return count
}

async function noteTrimmedLabels(session: Session, staged: StagedUpload, plan: Plan): Promise<void> {
  const { index } = plan.label.measure
  const trims = staged.trims.of(index)
  if (!trims) return
  const merged = trims.spellings ? await countMerged(session, rawColumn(index), trims.spellings) : 0
  const spellings = `${merged} ${merged === 1 ? 'spelling' : 'spellings'}`
  const message =
    merged > 0
      ? `Spaces around labels were removed, which merged ${spellings} into classes written without them.`
      : 'Spaces around labels were removed.'
  for (const line of trims.lines) staged.repairs.add('label_whitespace', message, line, 0)
  staged.repairs.add('label_whitespace', message, null, trims.count)
}

/** Spellings that would have been classes of their own: all of a class's but one. */
async function countMerged(session: Session, label: string, spellings: Map<string, number>): Promise<number> {
  const byClass = new Map<string, { spellings: number; rows: number }>()
  for (const [spelling, rows] of spellings) {
    const entry = byClass.get(spelling.trim()) ?? { spellings: 0, rows: 0 }
    byClass.set(spelling.trim(), { spellings: entry.spellings + 1, rows: entry.rows + rows })
  }
  const counts = await session.rows(
    `select ${label}, count(*) from cells where ${label} is not null group by 1`,
  )
  let merged = 0
  for (const [name, total] of counts) {
    const entry = byClass.get(toText(name))
    if (entry) merged += entry.spellings - (entry.rows < toNumber(total) ? 0 : 1)
  }
  return merged
}

function refuseUnusable(
  label: string,
  rows: number,
  classes: number,
  maxClasses: number,
  fewest: number,
): void {
  if (rows === 0)
    throw new DatasetUnusable(
      'dataset_unusable',
      'No usable row is left. Each row needs a label and an input.',
    )
  if (classes < fewest) {
    throw new DatasetUnusable(
      'dataset_unusable',
      `The label "${label}" has ${classes === 0 ? 'no class' : 'one class only'}. A classifier needs examples of at least two.`,
    )
  }
  if (classes > maxClasses) {
    throw new DatasetUnusable(
      'dataset_unusable',
      `The label "${label}" has ${classes.toLocaleString('en')} different values; at most ${maxClasses.toLocaleString('en')} classes can be learned. Is another column the label?`,
    )
  }
}

async function refuseWeightless(
  session: Session,
  { expression, measure: { name } }: PlannedColumn,
  rows: string,
): Promise<void> {
  const [row = []] = await session.rows(`select max(${expression}) from ${rows}`)
  if (toNumber(row[0]) > 0) return
  throw new DatasetUnusable(
    'dataset_unusable',
    `Every weight in "${name}" is zero, so no row would count. Give some rows a weight above 0.`,
  )
}

async function warnAboutConflicts(session: Session, plan: Plan): Promise<void> {
  const [row = []] = await session.rows(
    'select count(*), sum(n) from (select count(*) as n from alike group by inputs having count(*) > 1)',
  )
  const inputs = toNumber(row[0])
  if (inputs === 0) return
  plan.warnings.push({
    code: 'conflicting_labels',
    message: `${inputs.toLocaleString('en')} ${inputs === 1 ? 'input appears' : 'inputs appear'} under more than one ${plan.labels.several ? 'set of labels' : 'label'} (${Number(row[1]).toLocaleString('en')} rows). All were kept; no classifier can get all of them right.`,
  })
}

async function warnAboutCase(session: Session, plan: Plan, several: boolean): Promise<void> {
  const label = several
    ? `(select distinct unnest(string_split(label, ${labelJoint})) as label from kept)`
    : '(select unnest(enum_range(null::labels))::varchar as label)'
  const rows = await session.rows(
    `select string_agg(label, ', ' order by label) from ${label} group by lower(label) having count(*) > 1 order by 1 limit 5`,
  )
  if (rows.length === 0) return
  plan.warnings.push({
    code: 'labels_differ_by_case',
    message: `Some labels differ only in upper and lower case and count as different classes: ${rows.map((row) => toText(row[0])).join('; ')}.`,
  })
}
