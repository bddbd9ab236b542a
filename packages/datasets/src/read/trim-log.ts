const keptLines = 20
const keptSpellings = 1000

export type ColumnTrims = {
  count: number
  lines: number[]
  /** Cells as uploaded → how many; null when there were too many different ones to be classes. */
  spellings: Map<string, number> | null
}

/** Remembers which cells lost white space around them: among labels it may have merged classes. */
export class TrimLog {
  private readonly columns = new Map<number, ColumnTrims>()

  add(column: number, line: number, raw: () => string): void {
    let trims = this.columns.get(column)
    if (!trims) {
      trims = { count: 0, lines: [], spellings: new Map() }
      this.columns.set(column, trims)
    }
    trims.count++
    if (trims.lines.length < keptLines) trims.lines.push(line)
    if (trims.spellings === null) return
    const spelling = raw()
    trims.spellings.set(spelling, (trims.spellings.get(spelling) ?? 0) + 1)
    if (trims.spellings.size > keptSpellings) trims.spellings = null
  }

  of(column: number): ColumnTrims | null {
    return this.columns.get(column) ?? null
  }
}
