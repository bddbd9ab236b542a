import { DatasetUnusable } from '../errors.ts'
import { missingMarkers } from '../infer/cells.ts'
import type { ColumnPrivacy, IngestOptions, PersonalDataKind, TreatedColumn } from '../schema/index.ts'
import { defaultKinds, exchange, findPersonalData, type PersonalDatum } from './personal-data.ts'
import { type Replace, replacementBy } from './replacement.ts'

const shownExamples = 3
const exampleLength = 120
const missing = new Set(missingMarkers)

/** One column's cells on their way in, and the count of what was done to them. */
export class ColumnRedaction {
  readonly privacy: ColumnPrivacy
  private readonly name: string
  private readonly replace: Replace
  private readonly rowsOfKind = new Map<PersonalDataKind, number>()
  private readonly examples: string[] = []
  private rows = 0

  constructor(name: string, privacy: ColumnPrivacy, key: Uint8Array | null) {
    this.name = name
    this.privacy = privacy
    this.replace = replacementBy(privacy === 'hash' || privacy === 'hash_found' ? 'hash' : 'mask', key)
  }

  /** Whether only what is found within a cell is exchanged. */
  get findsWithin(): boolean {
    return this.privacy === 'redact_found' || this.privacy === 'hash_found'
  }

  /** The cell as it may be kept. */
  apply(cell: string): string {
    if (cell === '' || this.privacy === 'keep') return cell
    if (!this.findsWithin && missing.has(cell.toLowerCase())) return cell
    const found = findPersonalData(cell, defaultKinds, this.name)
    const result = this.findsWithin ? exchange(cell, found, this.replace) : this.whole(cell, found)
    if (result === cell) return cell
    this.rows++
    for (const kind of new Set(found.map((one) => one.kind)))
      this.rowsOfKind.set(kind, (this.rowsOfKind.get(kind) ?? 0) + 1)
    if (this.examples.length < shownExamples) this.examples.push(result.slice(0, exampleLength))
    return result
  }

  report(): TreatedColumn {
    const kinds = [...this.rowsOfKind].map(([kind, rows]) => ({ kind, rows }))
    return { column: this.name, privacy: this.privacy, rows: this.rows, kinds, examples: this.examples }
  }

  private whole(cell: string, found: readonly PersonalDatum[]): string {
    const [only] = found
    const isDatum = found.length === 1 && only !== undefined && only.start === 0 && only.end === cell.length
    return this.replace(isDatum ? only.kind : null, cell)
  }
}

/** What is to become of each column's cells between the upload and the first byte that is kept of them. */
export class Redaction {
  private readonly asked: ReadonlyMap<string, ColumnPrivacy>
  private readonly met = new Set<string>()
  private readonly otherwise: ColumnPrivacy
  private readonly key: Uint8Array | null
  private readonly columns = new Map<string, ColumnRedaction>()

  constructor(asked: ReadonlyMap<string, ColumnPrivacy>, otherwise: ColumnPrivacy, key: Uint8Array | null) {
    this.asked = asked
    this.otherwise = otherwise
    this.key = key
  }

  of(name: string): ColumnRedaction {
    let column = this.columns.get(name)
    if (!column) {
      const wanted = spelling(name)
      this.met.add(wanted)
      column = new ColumnRedaction(name, this.asked.get(wanted) ?? this.otherwise, this.key)
      this.columns.set(name, column)
    }
    return column
  }

  expectAbsent(name: string): void {
    this.met.add(spelling(name))
  }

  /** A name that no column has would leave another one as it is: that is refused. */
  requireAllMet(): void {
    for (const wanted of this.asked.keys())
      if (!this.met.has(wanted))
        throw new DatasetUnusable(
          'column_unknown',
          `You chose how to treat the column "${wanted}", but the file does not have it. It has: ${[...this.columns.keys()].slice(0, 20).join(', ')}.`,
        )
  }

  /** Columns of which something was changed or left out. */
  report(): TreatedColumn[] {
    return [...this.columns.values()]
      .map((column) => column.report())
      .filter(({ privacy, rows }) => rows > 0 || privacy === 'drop')
  }
}

const spelling = (name: string): string => name.trim().toLowerCase()

/**
 * Null where every value may be kept as it is, so that an ingest pays nothing for it.
 * @throws DatasetUnusable where the column of labels or texts is to be left out
 */
export function openRedaction(
  { columns = {}, personalData = 'keep', labelColumn, textColumn, append = false }: IngestOptions,
  key: Uint8Array | null,
): Redaction | null {
  const asked = new Map<string, ColumnPrivacy>()
  for (const [name, { privacy }] of Object.entries(columns))
    if (privacy !== undefined) asked.set(spelling(name), privacy)
  for (const needed of [labelColumn, textColumn])
    if (needed !== undefined && asked.get(spelling(needed)) === 'drop')
      throw new DatasetUnusable(
        'column_unknown',
        `"${needed}" cannot be left out: training needs it. Redact or hash what is found in it instead.`,
      )
  const otherwise = personalData === 'keep' ? 'keep' : (`${personalData}_found` as const)
  if (otherwise === 'keep' && [...asked.values()].every((privacy) => privacy === 'keep')) return null
  const redaction = new Redaction(asked, otherwise, key)
  // A column that an earlier upload left out need not be in a file that is added to it.
  if (append) for (const [name, privacy] of asked) if (privacy === 'drop') redaction.expectAbsent(name)
  return redaction
}
