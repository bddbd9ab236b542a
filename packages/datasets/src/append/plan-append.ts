import { type Session, toNumber } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { isMarker, rawColumn } from '../infer/cells.ts'
import { readAs, type TypedColumn, typeColumn } from '../infer/column-types.ts'
import { type LabelSource, labelRule } from '../infer/label-source.ts'
import type { Measure } from '../infer/measure.ts'
import { findColumn, type Plan, type PlannedColumn, saysWhyRefused, type Warning } from '../infer/roles.ts'
import type { ColumnProfile, DatasetProfile, IngestOptions } from '../schema/index.ts'

/**
 * Reads a file's columns as those of a version of texts or of a table, matched by name. A plan's `columns` are the
 * version's, in its order, but for those that no classifier reads and that the file lacks.
 * @throws DatasetUnusable where a column is missing that is learned from, or holds nothing of its type
 */
export async function planAppend(
  session: Session,
  measures: readonly Measure[],
  profile: DatasetProfile,
  options: IngestOptions,
  delimiter: string | null,
): Promise<Plan> {
  const columns = measures.map((measure) => typeColumn(measure, delimiter))
  const source = labelSourceOf(columns, profile, options)
  const warnings: Warning[] = []
  const absent: ColumnProfile[] = []
  const planned: PlannedColumn[] = []
  for (const column of profile.columns) {
    const found = columnNamed(measures, column.name)
    if (column.role === 'label' && source?.kind === 'indicators') continue
    if (!found) absent.push(column)
    else {
      const measure = { ...found, name: column.name }
      planned.push({ ...readAs(measure, column.type, delimiter), role: column.role, note: column.note })
    }
  }
  requireColumns(absent, measures)
  warnAboutColumns(absent, planned, measures, warnings)
  await requireTypes(session, planned, warnings)
  const byRole = (role: PlannedColumn['role']) => planned.find((column) => column.role === role) ?? null
  const label = byRole('label') ?? joined(profile, columns)
  const split = planned.find(({ measure }) => measure.name === profile.splitColumn) ?? null
  return {
    kind: profile.kind,
    label,
    labels: labelRule(source ?? { kind: 'column', column: label, format: formatOf(profile) }),
    text: byRole('text'),
    weight: byRole('weight'),
    split,
    columns: planned,
    warnings,
  }
}

const columnNamed = (measures: readonly Measure[], name: string): Measure | undefined =>
  measures.find((measure) => measure.name === name) ??
  measures.find((measure) => measure.name.toLowerCase() === name.toLowerCase())

function formatOf({ multiLabel }: DatasetProfile) {
  return multiLabel && multiLabel.format !== 'indicators' ? multiLabel.format : 'single'
}

/** Null where the labels stand in one column, as most do. */
function labelSourceOf(
  columns: TypedColumn[],
  { multiLabel }: DatasetProfile,
  { indicatorColumns }: IngestOptions,
): LabelSource | null {
  if (multiLabel?.format !== 'indicators') return null
  if (!indicatorColumns)
    throw new DatasetUnusable(
      'dataset_unusable',
      'It is no longer known which columns are a label each. Upload all rows in one file as a new version.',
    )
  return { kind: 'indicators', columns: indicatorColumns.map((name) => findColumn(columns, name)) }
}

/** Stands for the label that several columns say together. */
function joined({ labelColumn }: DatasetProfile, [first]: readonly TypedColumn[]): PlannedColumn {
  if (!first) throw new DatasetUnusable('dataset_unusable', 'The file has no columns.')
  const measure = { ...first.measure, index: -1, name: labelColumn }
  return { ...first, measure, type: 'category', role: 'label', note: null }
}

const listed = (names: readonly string[]) =>
  `${names
    .slice(0, 10)
    .map((name) => `"${name}"`)
    .join(', ')}${names.length > 10 ? ' …' : ''}`

function requireColumns(absent: readonly ColumnProfile[], measures: readonly Measure[]): void {
  const needed = absent.filter(({ role }) => role !== 'ignored').map(({ name }) => name)
  if (needed.length === 0) return
  throw new DatasetUnusable(
    'column_unknown',
    `The file lacks ${needed.length === 1 ? 'the column' : 'the columns'} ${listed(needed)} of this dataset. It has: ${listed(measures.map(({ name }) => name))}. Rename its columns to match the dataset, or upload it as a new version.`,
  )
}

function warnAboutColumns(
  absent: readonly ColumnProfile[],
  planned: readonly PlannedColumn[],
  measures: readonly Measure[],
  warnings: Warning[],
): void {
  const known = new Set(planned.map(({ measure }) => measure.index))
  const extra = measures.filter(({ index, name }) => !known.has(index) && !saysWhyRefused(name))
  if (extra.length > 0)
    warnings.push({
      code: 'columns_left_out',
      message: `The dataset has no ${extra.length === 1 ? 'column' : 'columns'} ${listed(extra.map(({ name }) => name))}; their values were left out.`,
    })
  const unused = absent.filter(({ role }) => role === 'ignored').map(({ name }) => name)
  if (unused.length > 0)
    warnings.push({
      code: 'columns_absent',
      message: `The file lacks ${listed(unused)}, which no classifier reads; the added rows have no value there.`,
    })
}

/** A column of numbers without one number in it is another column by the same name. */
async function requireTypes(
  session: Session,
  planned: readonly PlannedColumn[],
  warnings: Warning[],
): Promise<void> {
  const read = planned.filter(
    ({ role, type }) => role === 'feature' && type !== 'text' && type !== 'category',
  )
  if (read.length === 0) return
  const counts = read.map(({ measure, expression }) => {
    const cell = rawColumn(measure.index)
    const present = `${cell} is not null and not coalesce(${isMarker(cell)}, false)`
    return `count(*) filter (${present}), count(*) filter (${present} and (${expression}) is null)`
  })
  const [row = []] = await session.rows(`select ${counts.join(', ')} from cells`)
  for (const [at, column] of read.entries()) {
    const [present, unread] = [toNumber(row[at * 2]), toNumber(row[at * 2 + 1])]
    const { name } = column.measure
    if (unread === 0) continue
    if (unread === present)
      throw new DatasetUnusable(
        'column_unknown',
        `"${name}" holds ${kinds[column.type]} in this dataset, but none of its values in the file is of that type. Is it a different column?`,
      )
    if (column.type === 'number') column.strays = unread
    else
      warnings.push({
        code: 'not_of_type',
        message: `"${name}" holds ${kinds[column.type]}, but ${unread.toLocaleString('en')} of its values are not of that type; they count as missing.`,
      })
  }
}

const kinds: Record<ColumnProfile['type'], string> = {
  number: 'numbers',
  boolean: 'yes or no',
  date: 'dates',
  category: 'categories',
  text: 'texts',
}
