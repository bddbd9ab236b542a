import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isArchive } from '../archive/is-archive.ts'
import { convertUpload } from '../convert/convert-upload.ts'
import { openSession, quoteName, quoteText } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { loadRows, rawColumn } from '../infer/cells.ts'
import { loadPlainCsv } from '../read/load-plain-csv.ts'
import { type StageInput, stageUpload } from '../read/stage-upload.ts'

export type StageRowsInput = {
  sourcePath: string
  /** As the person named it; only its extension is read. */
  fileName: string
  /** Where the Parquet file appears: `__row` from 0 and each column as text, null where a cell is empty. */
  outputPath: string
  /** An existing folder on a roomy disk; nothing of ours stays in it. */
  scratchDir: string
  signal?: AbortSignal
}

export type StagedRows = {
  columns: string[]
  rows: number
  /** Lines that are no rows; the first of them with the reason. */
  unreadable: { count: number; examples: { line: number; reason: string }[] }
}

const limits = { maxRows: 10_000_000, maxClasses: 0, maxCellBytes: 1_000_000, maxColumns: 2000 }
const mostExamples = 20

/**
 * Reads a file of rows without labels, of any kind that an upload may be but pictures and sounds, into one that can
 * be read from any row on. Needs memory as an ingest does, so it belongs in a process of its own.
 *
 * @throws DatasetUnusable when nothing can be made of the file.
 */
export async function stageRows(input: StageRowsInput): Promise<StagedRows> {
  const { sourcePath, fileName, outputPath, signal } = input
  if (await isArchive(sourcePath, fileName))
    throw new DatasetUnusable(
      'file_format_unknown',
      'A ZIP cannot be processed as a batch. Send a table or texts, or choose a dataset version of pictures or sounds.',
    )
  await mkdir(dirname(outputPath), { recursive: true })
  const scratchDir = await mkdtemp(join(input.scratchDir, 'rows-'))
  const given = { ...(signal && { signal }) }
  try {
    const { maxCellBytes } = limits
    const readable = await convertUpload({ sourcePath, fileName, maxCellBytes, ...given })
    const session = await openSession(':memory:', '160MB', '400MB', join(scratchDir, 'spill'))
    try {
      const reading: StageInput = {
        ...given,
        sourcePath,
        fileName: readable.fileName,
        scratchDir,
        limits,
        redaction: null,
        lines: readable.lines,
        onProgress: () => {},
      }
      const staged = (await loadPlainCsv(reading, session)) ?? (await stageUpload(reading))
      const unreadable = {
        count: staged.refusals.count,
        examples: staged.refusals.issues.slice(0, mostExamples).map(({ line, reason }) => ({ line, reason })),
      }
      if (staged.rows === 0) {
        const [first] = unreadable.examples
        throw new DatasetUnusable(
          'dataset_unusable',
          first
            ? `The file has no usable row. The first one, on line ${first.line}: ${first.reason}`
            : 'The file has a header but no rows. Send one with rows below the header.',
          first?.line ?? null,
        )
      }
      if (staged.path !== null) await loadRows(session, staged, staged.path)
      const columns = staged.columns.map((name, index) => `${rawColumn(index)} as ${quoteName(name)}`)
      await session.run(
        `copy (select rowid as __row, ${columns.join(', ')} from cells order by rowid)
          to ${quoteText(outputPath)} (format parquet, row_group_size 10240)`,
      )
      return { columns: staged.columns, rows: staged.rows, unreadable }
    } finally {
      session.close()
    }
  } finally {
    await rm(scratchDir, { recursive: true, force: true })
  }
}
