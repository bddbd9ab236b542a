import { quoteName, quoteText, type Session, toNumber, toText } from '../duck.ts'
import { withReader } from '../reader.ts'
import type { ClassShift, DatasetProfile, RowChange, VersionComparison } from '../schema/index.ts'
import { hashOf, textOf } from '../version/content-hash.ts'

export type ComparedVersion = { path: string; profile: DatasetProfile }

const shown = 20
const named = 1000
const excerptLength = 200

type Kind = keyof VersionComparison['changes']
const conditions: Record<Kind, string> = {
  added: 'a.row is null',
  removed: 'b.row is null',
  relabelled: 'a.row is not null and b.row is not null and a.label <> b.label',
  moved: 'a.row is not null and b.row is not null and a.split <> b.split',
}

/**
 * What differs between two versions of a dataset. Rows are the same where everything that a classifier reads of them
 * is; of rows that stand in a version several times the first is held against the first, and so on.
 */
export function compareVersions(from: ComparedVersion, to: ComparedVersion): Promise<VersionComparison> {
  return withReader(async (session) => {
    const columns = compareColumns(from.profile, to.profile)
    await loadRows(session, 'a', from, to.profile)
    await loadRows(session, 'b', to, from.profile)
    await session.run(
      'create temp table pairs as select a.row as a_row, b.row as b_row from a full join b using (key, nth)',
    )
    const changes = {
      added: await findChanges(session, 'added', to),
      removed: await findChanges(session, 'removed', from),
      relabelled: await findChanges(session, 'relabelled', to),
      moved: await findChanges(session, 'moved', to),
    }
    const kept = from.profile.rows - changes.removed.count
    await session.run('drop table pairs; drop table a; drop table b')
    return { kept, changes, columns, ...shiftOf(from.profile, to.profile) }
  })
}

/** The columns that a classifier reads in both versions, or the bytes of a picture or a sound. */
function keyOf(own: DatasetProfile, other: DatasetProfile): string {
  if (own.image) return 'md5_number(__pixels)'
  if (own.audio) return 'md5_number(__samples)'
  const read = new Set(other.columns.filter(isRead).map(({ name }) => name))
  const common = own.columns.filter((column) => isRead(column) && read.has(column.name))
  return hashOf(common.map(({ name, type }) => textOf(quoteName(name), type)))
}

const isRead = ({ role }: DatasetProfile['columns'][number]): boolean => role === 'text' || role === 'feature'

async function loadRows(
  session: Session,
  table: 'a' | 'b',
  { path, profile }: ComparedVersion,
  other: DatasetProfile,
): Promise<void> {
  const name = quoteName(profile.labelColumn)
  const label = profile.multiLabel ? `array_to_string(${name}, ', ')` : name
  await session.run(`create temp table ${table} as
    select row, split, label, key, row_number() over (partition by key order by row) as nth
    from (select __row as row, __split as split, coalesce(${label}, '') as label, ${keyOf(profile, other)} as key
      from read_parquet(${quoteText(path)}))`)
}

async function findChanges(
  session: Session,
  kind: Kind,
  { path, profile }: ComparedVersion,
): Promise<RowChange> {
  const side = kind === 'removed' ? 'a' : 'b'
  const matching = `from pairs left join a on a.row = a_row left join b on b.row = b_row where ${conditions[kind]}`
  const [total = []] = await session.rows(`select count(*) ${matching}`)
  const count = toNumber(total[0])
  if (count === 0) return { count, rows: [], examples: [] }
  const rows = await session.rows(
    `select ${side}.row, coalesce(a.label, ''), coalesce(b.label, ''), coalesce(a.split, ''), coalesce(b.split, '')
     ${matching} order by ${side}.row limit ${named}`,
  )
  const numbers = rows.map((row) => toNumber(row[0]))
  const excerpts = await readExcerpts(session, path, profile, numbers.slice(0, shown))
  return {
    count,
    rows: numbers,
    examples: rows.slice(0, shown).map(([row, fromLabel, toLabel, fromSplit, toSplit]) => ({
      row: toNumber(row),
      excerpt: excerpts.get(toNumber(row)) ?? '',
      label: { from: toText(fromLabel), to: toText(toLabel) },
      split: { from: toText(fromSplit), to: toText(toSplit) },
    })),
  }
}

async function readExcerpts(
  session: Session,
  path: string,
  profile: DatasetProfile,
  numbers: readonly number[],
): Promise<Map<number, string>> {
  const columns = profile.columns.filter(isRead)
  const described = columns.length > 0 ? columns : profile.columns.filter(({ name }) => name === 'path')
  if (described.length === 0) return new Map()
  const cells = described
    .slice(0, 12)
    .map(({ name }) =>
      described.length === 1
        ? `${quoteName(name)}::varchar`
        : `${quoteText(`${name} `)} || coalesce(${quoteName(name)}::varchar, '?')`,
    )
  const rows = await session.rows(
    `select __row, left(concat_ws(', ', ${cells.join(', ')}), ${excerptLength})
     from read_parquet(${quoteText(path)}) where __row in (${numbers.join(', ')})`,
  )
  return new Map(rows.map(([row, text]) => [toNumber(row), toText(text)]))
}

function compareColumns(from: DatasetProfile, to: DatasetProfile): VersionComparison['columns'] {
  const before = new Map(from.columns.map((column) => [column.name, column]))
  const after = new Map(to.columns.map((column) => [column.name, column]))
  return {
    added: to.columns.flatMap(({ name }) => (before.has(name) ? [] : [name])),
    removed: from.columns.flatMap(({ name }) => (after.has(name) ? [] : [name])),
    changed: from.columns.flatMap((column) => {
      const now = after.get(column.name)
      if (!now || (now.type === column.type && now.role === column.role)) return []
      const { name, type, role } = column
      return [{ name, from: { type, role }, to: { type: now.type, role: now.role } }]
    }),
  }
}

/**
 * Each class's rows in both, and how far the shares moved altogether: the total variation distance
 * ½ Σ |p − q|, 0 (the same) … 1 (nothing in common).
 */
function shiftOf(
  from: DatasetProfile,
  to: DatasetProfile,
): { classes: ClassShift[]; totalVariation: number } {
  const before = new Map(from.classes.map(({ label, count }) => [label, count]))
  const after = new Map(to.classes.map(({ label, count }) => [label, count]))
  const sum = (counts: Map<string, number>) =>
    Math.max(
      1,
      [...counts.values()].reduce((a, b) => a + b, 0),
    )
  const beforeAll = sum(before)
  const afterAll = sum(after)
  const classes = [...new Set([...before.keys(), ...after.keys()])].map((label) => ({
    label,
    from: before.get(label) ?? 0,
    to: after.get(label) ?? 0,
  }))
  const distance = classes.reduce(
    (total, row) => total + Math.abs(row.from / beforeAll - row.to / afterAll),
    0,
  )
  return {
    classes: classes.sort((a, b) => Math.max(b.from, b.to) - Math.max(a.from, a.to)),
    totalVariation: distance / 2,
  }
}
