import type { RefusedFile } from '../read/refused-file.ts'
import type { RowIssue } from '../schema/index.ts'
import type { Misplaced, Place } from './layout.ts'
import type { ArchiveFile } from './open-archive.ts'

/** Pictures or sounds, and what is said of each, whoever says it. */
export type LabelledFiles = {
  /** What they came in. */
  format: 'zip' | 'parquet'
  files: ArchiveFile[]
  /** Of each file: where it stands, or why it stands nowhere. */
  fates: (Place | Misplaced)[]
  /** What is said of files that are not there. */
  astray: RowIssue[]
  /** What the labels were read from, in words; null: the folders. */
  from: string | null
  /** Takes every refused one. */
  refused?: RefusedFile | null
  read(file: ArchiveFile): Promise<Buffer>
  close(): void
}
