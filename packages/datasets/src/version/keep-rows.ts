import { type Session, toNumber, toText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { rawColumn } from '../infer/cells.ts'
import { labelJoint } from '../infer/label-lists.ts'
import type { Plan } from '../infer/roles.ts'
import type { StagedUpload } from '../read/staged.ts'

export type KeptRows = { kept: number; duplicates: number; classes: number }

const listedRefusals = 1000

/**
 * Refuses rows without label or text or with a wrong weight, drops exact duplicates (same inputs, same label;
 * their weights add up) and leaves table `kept`: `line`, `label`, `position`, `weight` (1 where none is given).
 * `position` orders the rows of a class by a hash of seed, inputs and label, so that a row's place does not
 * depend on where in the file it stands.
 */
export async function keepRows(
  session: Session,
  staged: StagedUpload,
  plan: Plan,
  seed: number,
  maxClasses: number,
): Promise<KeptRows> {
  const { value: label, several, refused } = plan.labels
  const text = plan.text ? rawColumn(plan.text.measure.index) : null
  let usable = `not (${refused.condition})`
  await refuse(session, staged, refused.condition, refused.code, refused.reason)
  if (text) {
    const reason = `The text "${plan.text?.measure.name}" is empty.`
    await refuse(session, staged, `${usable} and ${text} is null`, 'text_missing', reason)
    usable += ` and ${text} is not null`
  }
  const weight = plan.weight?.expression
  if (weight) {
    const reason = `The weight "${plan.weight?.measure.name}" is no number from 0 to a billion.`
    const wrong = `coalesce(${weight}, -1) not between 0 and 1e9`
    await refuse(session, staged, `${usable} and ${wrong}`, 'weight_invalid', reason)
    usable += ` and not (${wrong})`
  }
  if (!several) await noteTrimmedLabels(session, staged, plan)

  const inputs = plan.columns.filter((column) => column.role === 'text' || column.role === 'feature')
  const cells = inputs.map((column) => `coalesce(${rawColumn(column.measure.index)}, '')`)
  const content = `concat_ws(chr(31), ${cells.join(', ')})`
  await session.run(`create table keyed as
    select line, ${label} as label, ${weight ?? '1'} as weight, md5_number(${content}) as inputs,
      md5_number_lower(concat(${seed}, chr(31), ${content}, chr(31), ${label})) as position
    from cells where ${usable}`)
  const labels = several
    ? `select unnest(string_split(label, ${labelJoint})) as label from keyed where label <> ''`
    : 'select label from keyed'
  const [counts = []] = await session.rows(
    `select (select count(*) from keyed), count(distinct label) from (${labels})`,
  )
  const rows = toNumber(counts[0])
  const classes = toNumber(counts[1])
  refuseUnusable(plan.label.measure.name, rows, classes, maxClasses)
  if (plan.weight) await refuseWeightless(session, plan.weight.measure.name)

  await session.run(
    `create table kept as select min(line) as line, label, inputs, min(position) as position
      , sum(weight) as weight from keyed group by label, inputs`,
  )
  await session.run('drop table keyed')
  const [left = []] = await session.rows('select count(*) from kept')
  const kept = toNumber(left[0])
  await warnAboutConflicts(session, plan)
  await warnAboutCase(session, plan, several)
  return { kept, duplicates: rows - kept, classes }
}

async function refuse(
  session: Session,
  staged: StagedUpload,
  condition: string,
  code: string,
  reason: string,
): Promise<void> {
  const [total = []] = await session.rows(`select count(*) from cells where ${condition}`)
  const count = toNumber(total[0])
  if (count === 0) return
  const cells = staged.columns.slice(0, 20).map((_, index) => `coalesce(left(${rawColumn(index)}, 200), '')`)
  const rows = await session.rows(
    `select line, concat_ws(' | ', ${cells.join(', ')}) from cells where ${condition} order by line limit ${listedRefusals}`,
  )
  for (const row of rows) staged.refusals.add(toNumber(row[0]), code, reason, toText(row[1]))
  staged.refusals.addUnlisted(count - rows.length)
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

function refuseUnusable(label: string, rows: number, classes: number, maxClasses: number): void {
  if (rows === 0)
    throw new DatasetUnusable(
      'dataset_unusable',
      'No usable row is left. Each row needs a label and an input.',
    )
  if (classes <= 1) {
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

async function refuseWeightless(session: Session, name: string): Promise<void> {
  const [row = []] = await session.rows('select max(weight) from keyed')
  if (toNumber(row[0]) > 0) return
  throw new DatasetUnusable(
    'dataset_unusable',
    `Every weight in "${name}" is zero, so that no row would count. Give some rows a weight above 0.`,
  )
}

async function warnAboutConflicts(session: Session, plan: Plan): Promise<void> {
  const [row = []] = await session.rows(
    'select count(*), sum(n) from (select count(*) as n from kept group by inputs having count(*) > 1)',
  )
  const inputs = toNumber(row[0])
  if (inputs === 0) return
  plan.warnings.push({
    code: 'conflicting_labels',
    message: `${inputs.toLocaleString('en')} ${inputs === 1 ? 'input stands' : 'inputs stand'} under more than one ${plan.labels.several ? 'set of labels' : 'label'} (${Number(row[1]).toLocaleString('en')} rows). All were kept; no classifier can get all of them right.`,
  })
}

async function warnAboutCase(session: Session, plan: Plan, several: boolean): Promise<void> {
  const label = several ? `unnest(string_split(label, ${labelJoint}))` : 'label'
  const rows = await session.rows(
    `select string_agg(label, ', ' order by label) from (select distinct ${label} as label from kept) group by lower(label) having count(*) > 1 order by 1 limit 5`,
  )
  if (rows.length === 0) return
  plan.warnings.push({
    code: 'labels_differ_by_case',
    message: `Some labels differ by upper and lower case only and count as different classes: ${rows.map((row) => toText(row[0])).join('; ')}.`,
  })
}
