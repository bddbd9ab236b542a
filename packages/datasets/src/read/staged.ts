import type { RowIssue } from '../schema/index.ts'
import type { RepairLog } from './repair-log.ts'
import type { TrimLog } from './trim-log.ts'

const keptIssues = 1000
const excerptLength = 200
const withheld = '(not kept: the file is read with values left out)'

/** Every row that could be read, waiting in a file that DuckDB reads without guessing. */
export type StagedUpload = {
  format: 'csv' | 'jsonl'
  encoding: string
  delimiter: string | null
  bytes: number
  path: string
  columns: string[]
  /** Columns that hold line breaks. */
  brokenColumns: Set<number>
  rows: number
  rowsRead: number
  longestRow: number
  repairs: RepairLog
  refusals: Refusals
  trims: TrimLog
}

/** Refused rows: the first thousand in full, the count complete. */
export class Refusals {
  readonly issues: RowIssue[] = []
  count = 0
  /** While set, nothing of a refused row is kept: its cells could not be told apart, so none was redacted. */
  withholds = false

  add(line: number, code: string, reason: string, excerpt: string): void {
    this.count++
    if (this.issues.length < keptIssues) {
      const shown = this.withholds ? withheld : excerpt.slice(0, excerptLength)
      this.issues.push({ line, code, reason, excerpt: shown })
    }
  }

  addUnlisted(count: number): void {
    this.count += count
  }
}
