import type { RowIssue } from '../schema/index.ts'
import type { RepairLog } from './repair-log.ts'
import type { TrimLog } from './trim-log.ts'

const keptIssues = 1000
const excerptLength = 200

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

  add(line: number, code: string, reason: string, excerpt: string): void {
    this.count++
    if (this.issues.length < keptIssues) {
      this.issues.push({ line, code, reason, excerpt: excerpt.slice(0, excerptLength) })
    }
  }

  addUnlisted(count: number): void {
    this.count += count
  }
}
