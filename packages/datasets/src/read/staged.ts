import type { RowIssue } from '../schema/index.ts'
import type { LineLog } from './line-log.ts'
import type { RefusedFile } from './refused-file.ts'
import type { RepairLog } from './repair-log.ts'
import type { TrimLog } from './trim-log.ts'

const keptIssues = 1000
const excerptLength = 200
const withheld = '(not kept: the file is read with values left out)'

/** Every row that could be read, waiting in a file that DuckDB reads without guessing, or loaded already. */
export type StagedUpload = {
  format: 'csv' | 'jsonl'
  encoding: string
  delimiter: string | null
  bytes: number
  /** Null: the rows are in table `cells` already. */
  path: string | null
  columns: string[]
  /** Columns that hold line breaks. */
  brokenColumns: Set<number>
  rows: number
  rowsRead: number
  /** Where in the file each row begins. */
  lines: LineLog
  longestRow: number
  repairs: RepairLog
  refusals: Refusals
  trims: TrimLog
}

/** Refused rows: the first thousand in full, the count complete. */
export class Refusals {
  readonly issues: RowIssue[] = []
  count = 0
  /** Takes every refused row whole, where all of them are to be kept. */
  file: RefusedFile | null = null
  /** While set, nothing of a refused row is kept: its cells could not be told apart, so none was redacted. */
  withholds = false

  /** `whole`: the row as it was sent, in cells where it could be taken apart; left out, the excerpt is all of it. */
  add(
    line: number,
    code: string,
    reason: string,
    excerpt: string,
    whole: string | readonly string[] = excerpt,
  ): void {
    this.count++
    this.file?.add(line, reason, this.withholds ? withheld : whole)
    if (this.issues.length < keptIssues) {
      const shown = this.withholds ? withheld : excerpt.slice(0, excerptLength)
      this.issues.push({ line, code, reason, excerpt: shown })
    }
  }
}

export function noteByteOrderMark(repairs: RepairLog): void {
  repairs.add('bom', 'The byte-order mark at the beginning was removed.', 1)
}
