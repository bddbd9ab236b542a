import { quoteName, type Session, toNumber } from '../duck.ts'
import type { ColumnProfile, DatasetProfile, Finding } from '../schema/index.ts'
import { mostExamples, rowsOf, rowsThat } from './alike.ts'

/** Of what a guess of the most frequent label leaves wrong, one column alone puts this share right. */
const givesAway = 0.95
const mostlyMissing = 0.5
/** Interquartile ranges beyond the quartiles. */
const farOut = 20
const rareShare = 0.005

/** What single columns of a table give away, lack, or hold by mistake. */
export async function findInColumns(
  session: Session,
  source: string,
  profile: DatasetProfile,
): Promise<Finding[]> {
  const features = profile.columns.filter(({ role }) => role === 'feature')
  const findings = [
    await targetLeakage(session, source, profile, features),
    missing(features, profile.rows),
    await outliers(session, source, features, profile.rows),
  ]
  return findings.filter((finding) => finding !== null)
}

async function targetLeakage(
  session: Session,
  source: string,
  { rows, classes, labelColumn, multiLabel }: DatasetProfile,
  features: readonly ColumnProfile[],
): Promise<Finding | null> {
  const guess = (classes[0]?.count ?? 0) / rows
  if (multiLabel || guess > 0.98) return null
  const found: { name: string; accuracy: number }[] = []
  for (const { name, type, distinct } of features) {
    // A value of its own in every other row tells rows apart, not labels.
    if (type !== 'number' && distinct > rows / 5) continue
    const value =
      type === 'number' && distinct > 50 ? `ntile(50) over (order by ${quoteName(name)})` : quoteName(name)
    const [row = []] = await session.rows(`select sum(n) from (
      select max(n) as n from (
        select value, label, count(*) as n from (
          select ${value} as value, ${quoteName(labelColumn)} as label from ${source}
        ) group by all
      ) group by value)`)
    const accuracy = toNumber(row[0]) / rows
    if ((accuracy - guess) / (1 - guess) >= givesAway) found.push({ name, accuracy })
  }
  if (found.length === 0) return null
  const names = found.map(({ name }) => name)
  return {
    code: 'target_leakage',
    severity: 'high',
    title: `${names.length === 1 ? 'A column gives' : 'Columns give'} the label away`,
    message: `${names.map((name) => `"${name}"`).join(', ')} alone ${names.length === 1 ? 'tells' : 'tell'} nearly every label. Such a column is often filled in after the fact and will be missing when it matters.`,
    count: names.length,
    examples: found.slice(0, mostExamples).map(({ name, accuracy }) => ({
      rows: [],
      excerpt: name,
      note: `${(accuracy * 100).toFixed(1)} % right by this column alone; ${(guess * 100).toFixed(1)} % by always guessing "${classes[0]?.label ?? ''}"`,
    })),
    fix:
      names.length === features.length
        ? null
        : { title: 'Train without it', edits: [{ type: 'ignore_columns', columns: names }] },
  }
}

function missing(features: readonly ColumnProfile[], rows: number): Finding | null {
  const found = features.filter((column) => column.missing > mostlyMissing * rows)
  if (found.length === 0) return null
  return {
    code: 'mostly_missing',
    severity: 'low',
    title: 'Columns that are mostly empty',
    message: `${found.length} ${found.length === 1 ? 'column has' : 'columns have'} no value in more than half of the rows. A missing value may mean something; if it does not, leave ${found.length === 1 ? 'it' : 'them'} out.`,
    count: found.length,
    examples: found.slice(0, mostExamples).map(({ name, missing: absent }) => ({
      rows: [],
      excerpt: name,
      note: `${((absent / rows) * 100).toFixed(0)} % missing`,
    })),
    fix:
      found.length === features.length
        ? null
        : {
            title: 'Leave them out',
            edits: [{ type: 'ignore_columns', columns: found.map(({ name }) => name) }],
          },
  }
}

async function outliers(
  session: Session,
  source: string,
  features: readonly ColumnProfile[],
  rows: number,
): Promise<Finding | null> {
  const examples: Finding['examples'] = []
  const all = new Set<number>()
  for (const { name, type, distinct } of features) {
    if (type !== 'number' || distinct < 20) continue
    const column = quoteName(name)
    const found = await session.rows(`with q as (
        select quantile_cont(${column}, 0.25) as low, quantile_cont(${column}, 0.75) as high from ${source})
      select __row, ${column}, low, high from ${source}, q
      where high > low and (${column} > high + ${farOut} * (high - low) or ${column} < low - ${farOut} * (high - low))
      order by __row limit ${Math.ceil(rows * rareShare) + 1}`)
    // What is far out in many rows is how the column is spread.
    if (found.length === 0 || found.length > rows * rareShare) continue
    for (const row of found) all.add(toNumber(row[0]))
    const [first = []] = found
    examples.push({
      rows: found.slice(0, 4).map((row) => toNumber(row[0])),
      excerpt: `${name} = ${toNumber(first[1])}`,
      note: `half of all values lie between ${toNumber(first[2])} and ${toNumber(first[3])}; ${rowsOf(found.length)}`,
    })
  }
  if (all.size === 0) return null
  return {
    code: 'outliers',
    severity: 'low',
    title: 'Numbers far from all others',
    message: `${rowsThat(all.size, 'holds', 'hold')} a number of a different magnitude from its column: often a misplaced decimal point, another unit, or a stand-in for "unknown" such as 99999.`,
    count: all.size,
    examples: examples.slice(0, mostExamples),
    fix: {
      title: `Drop ${rowsOf(all.size)}`,
      edits: [{ type: 'drop_rows', rows: [...all].sort((a, b) => a - b) }],
    },
  }
}
