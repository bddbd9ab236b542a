const keptLines = 20

export type Repair = { code: string; message: string; count: number; lines: number[] }

/** Collects repairs by kind: the count is complete, the first lines are kept. */
export class RepairLog {
  private readonly repairs = new Map<string, Repair>()

  add(code: string, message: string, line: number | null, count = 1): void {
    let repair = this.repairs.get(code)
    if (!repair) {
      repair = { code, message, count: 0, lines: [] }
      this.repairs.set(code, repair)
    }
    repair.count += count
    if (line !== null && repair.lines.length < keptLines && repair.lines.at(-1) !== line)
      repair.lines.push(line)
  }

  list(): Repair[] {
    return [...this.repairs.values()]
  }
}
