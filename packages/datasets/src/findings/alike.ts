import type { DatasetEdit, DatasetProfile, Finding, FindingExample, SplitName } from '../schema/index.ts'

/** What the findings read of a row, in row order. */
export type ExaminedRow = { split: SplitName; label: string; excerpt: string }
export type Rows = { count: number; at(row: number): ExaminedRow }

export const mostExamples = 10
export const mostFixedRows = 100_000
const shownOfGroup = 4

const isHeld = (split: SplitName): boolean => split !== 'train'
const number = (value: number): string => value.toLocaleString('en')
export const rowsOf = (count: number): string => `${number(count)} ${count === 1 ? 'row' : 'rows'}`
export const rowsThat = (count: number, one: string, many: string): string =>
  `${rowsOf(count)} ${count === 1 ? one : many}`

/**
 * What groups of rows that are alike mean: copies on both sides of a split, the same input under different
 * labels, and repetition.
 */
export function findingsOfGroups(
  groups: readonly number[][],
  rows: Rows,
  { multiLabel }: DatasetProfile,
  what: string,
): Finding[] {
  const findings = [leakage(groups, rows, what)]
  if (!multiLabel) findings.push(contradictions(groups, rows, what))
  findings.push(repetition(groups, rows, what))
  return findings.filter((finding) => finding !== null)
}

function example(
  group: readonly number[],
  rows: Rows,
  note: (rows: ExaminedRow[]) => string,
): FindingExample {
  const shown = group.slice(0, shownOfGroup)
  return {
    rows: shown,
    excerpt: rows.at(shown[0] ?? 0).excerpt,
    note: note(shown.map((row) => rows.at(row))),
  }
}

/** So that a few examples show what the group is at odds about. */
function rarestLabelFirst(group: readonly number[], rows: Rows): number[] {
  const labels = group.map((row) => rows.at(row).label)
  const countOf = (row: number) => labels.filter((label) => label === rows.at(row).label).length
  return group.toSorted((a, b) => countOf(a) - countOf(b) || a - b)
}

const splitsOf = (shown: ExaminedRow[]): string => shown.map(({ split }) => split).join(', ')
const labelsOf = (shown: ExaminedRow[]): string => shown.map(({ label }) => `"${label}"`).join(', ')

function dropping(title: string, rows: readonly number[]): Finding['fix'] {
  const edits: DatasetEdit[] = [{ type: 'drop_rows', rows: rows.slice(0, mostFixedRows) }]
  return rows.length === 0 ? null : { title, edits }
}

function leakage(groups: readonly number[][], rows: Rows, what: string): Finding | null {
  const across = groups.filter((group) => {
    const splits = group.map((row) => rows.at(row).split)
    return splits.some(isHeld) && new Set(splits).size > 1
  })
  if (across.length === 0) return null
  // The test split stays what it is; copies of its rows, and of validation rows, leave the other splits.
  const copies = across.flatMap((group) => {
    const keep = group.some((row) => rows.at(row).split === 'test') ? 'test' : 'validation'
    return group.filter((row) => rows.at(row).split !== keep)
  })
  const held = across.reduce(
    (sum, group) => sum + group.filter((row) => isHeld(rows.at(row).split)).length,
    0,
  )
  return {
    code: 'leakage',
    severity: held > rows.count / 500 ? 'high' : 'medium',
    title: `${what} appear in more than one split`,
    message: `${rowsOf(held)} held out to measure a classifier ${held === 1 ? 'has a near-duplicate' : 'have near-duplicates'} in another split, so a report would reward memorising.`,
    count: held,
    examples: across.slice(0, mostExamples).map((group) => example(group, rows, splitsOf)),
    fix: dropping(
      `Drop ${rowsThat(copies.length, 'that is', 'that are')} copied elsewhere`,
      copies.toSorted((a, b) => a - b),
    ),
  }
}

function contradictions(groups: readonly number[][], rows: Rows, what: string): Finding | null {
  const found: number[][] = []
  const wrong: number[] = []
  for (const group of groups) {
    const counts = new Map<string, number>()
    for (const row of group) counts.set(rows.at(row).label, (counts.get(rows.at(row).label) ?? 0) + 1)
    if (counts.size < 2) continue
    found.push(group)
    const most = Math.max(...counts.values())
    const leading = [...counts].filter(([, count]) => count === most)
    // Of a tie nobody can tell which is right.
    const kept = leading.length === 1 ? leading[0]?.[0] : undefined
    wrong.push(...group.filter((row) => rows.at(row).label !== kept))
  }
  if (found.length === 0) return null
  const count = found.reduce((sum, group) => sum + group.length, 0)
  return {
    code: 'contradictory_labels',
    severity: count > rows.count / 50 ? 'high' : 'medium',
    title: `${what} have different labels`,
    message: `${rowsOf(count)} in ${number(found.length)} ${found.length === 1 ? 'group' : 'groups'} say the same under different labels. A classifier can get at most one of them right.`,
    count,
    examples: found
      .slice(0, mostExamples)
      .map((group) => example(rarestLabelFirst(group, rows), rows, labelsOf)),
    fix: dropping(
      `Drop ${rowsThat(wrong.length, 'that contradicts', 'that contradict')} the rest of the group`,
      wrong.toSorted((a, b) => a - b),
    ),
  }
}

function repetition(groups: readonly number[][], rows: Rows, what: string): Finding | null {
  const inTraining = groups
    .map((group) => group.filter((row) => rows.at(row).split === 'train'))
    .filter((group) => group.length > 1)
  const spare = inTraining.flatMap((group) => group.slice(1))
  if (spare.length === 0) return null
  return {
    code: 'near_duplicates',
    severity: spare.length > rows.count / 10 ? 'medium' : 'low',
    title: `${what} repeat each other`,
    message: `${rowsOf(spare.length)} of the training split ${spare.length === 1 ? 'says' : 'say'} what an earlier row says: wasted training time, and extra weight for one class.`,
    count: spare.length,
    examples: inTraining.slice(0, mostExamples).map((group) => example(group, rows, labelsOf)),
    fix: dropping(
      `Keep one row of each group and drop ${rowsOf(spare.length)}`,
      spare.toSorted((a, b) => a - b),
    ),
  }
}
