import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabelledFiles } from '../archive/labelled-files.ts'
import { type IngestLimits, ingestDefaults } from '../contract.ts'
import type { ReadableUpload } from '../convert/convert-upload.ts'
import { openSession, type Session } from '../duck.ts'
import { enterUpload } from '../enter-upload.ts'
import { DatasetUnusable } from '../errors.ts'
import { loadRows } from '../infer/cells.ts'
import { typeColumn } from '../infer/column-types.ts'
import { findLabel } from '../infer/find-label.ts'
import { measureColumns } from '../infer/measure.ts'
import { stageUpload } from '../read/stage-upload.ts'
import type { StagedUpload } from '../read/staged.ts'
import { type IngestOptions, ingestOptionsSchema } from '../schema/index.ts'
import type { UploadPreview } from '../schema/preview.ts'
import { cutBefore, cutPart } from './cut-part.ts'
import { describeColumns } from './describe-columns.ts'

export type PreviewInput = {
  /** The first part of the file, or all of it. The file is changed and belongs to the callee. */
  partPath: string
  fileName: string
  isWhole: boolean
  scratchDir: string
  limits?: Partial<IngestLimits>
}

const shownClasses = 100
const shownRefusals = 5
/** Entries of an archive that is looked into. */
const archiveLimits = { maxTotalBytes: 256 << 20, maxEntries: 20_000 }

/**
 * What the real reader and the real inference make of the first part of a file.
 *
 * @throws DatasetUnusable as an ingest of the part would.
 */
export async function previewUpload(input: PreviewInput): Promise<UploadPreview> {
  const limits = { ...ingestDefaults, ...input.limits }
  const scratchDir = await mkdtemp(join(input.scratchDir, 'preview-'))
  const options = ingestOptionsSchema.parse({})
  let session: Session | null = null
  try {
    if (!input.isWhole) await cutPart(input.partPath, input.fileName, 4 * limits.maxCellBytes)
    const entered = await enterUpload({
      sourcePath: input.partPath,
      fileName: input.fileName,
      scratchDir,
      options,
      maxCellBytes: limits.maxCellBytes,
      archiveLimits,
    })
    if ('files' in entered) return previewFiles(entered.files, input.isWhole)
    const { readable, sourcePath } = entered
    const staged = await stage({ readable, sourcePath, scratchDir, limits, isWhole: input.isWhole })
    session = await openSession(':memory:', '128MB', '256MB', join(scratchDir, 'spill'))
    return await previewRowsOf(session, staged, readable, options, input.isWhole)
  } finally {
    session?.close()
    await rm(scratchDir, { recursive: true, force: true })
  }
}

type StageOrder = {
  readable: ReadableUpload
  sourcePath: string
  scratchDir: string
  limits: IngestLimits
  isWhole: boolean
}

/** A quote that the part leaves open is closed beyond it, most likely: it is read up to there. */
async function stage(order: StageOrder, tries = 2): Promise<StagedUpload> {
  const { readable, sourcePath, scratchDir, limits, isWhole } = order
  try {
    return await stageUpload({
      sourcePath,
      fileName: readable.fileName,
      scratchDir,
      limits,
      redaction: null,
      lines: readable.lines,
      onProgress: () => {},
    })
  } catch (error) {
    const isOpen = error instanceof DatasetUnusable && error.code === 'csv_unclosed_quote'
    if (!isOpen || isWhole || readable.lines !== null || error.line === null || tries === 0) throw error
    if (error.line < 3 || !(await cutBefore(sourcePath, error.line))) throw error
    return stage(order, tries - 1)
  }
}

async function previewRowsOf(
  session: Session,
  staged: StagedUpload,
  readable: ReadableUpload,
  options: IngestOptions,
  isWhole: boolean,
): Promise<UploadPreview> {
  const [refusal] = staged.refusals.issues
  if (staged.rows === 0 || staged.path === null)
    throw new DatasetUnusable(
      'dataset_unusable',
      refusal
        ? `The file has no usable row. The first one, on line ${refusal.line}: ${refusal.reason}`
        : 'The file has a header but no rows.',
      refusal?.line ?? null,
    )
  await loadRows(session, staged, staged.path)
  const columns = (await measureColumns(session, staged.columns)).map((measure) =>
    typeColumn(measure, staged.delimiter),
  )
  const label = await findLabel(session, columns, options, ingestDefaults.maxClasses)
  return {
    format: staged.format,
    encoding: readable.lines ? null : staged.encoding,
    delimiter: readable.lines ? null : staged.delimiter,
    from: readable.from,
    isWhole,
    rows: staged.rows,
    classes: [],
    refused: staged.refusals.count,
    refusals: staged.refusals.issues.slice(0, shownRefusals).map(({ line, reason }) => ({ line, reason })),
    repairs: staged.repairs.list().map(({ message, count }) => ({ message, count })),
    ...(await describeColumns(session, columns, label, options, staged.rows)),
  }
}

function previewFiles(
  { files, fates, astray, from, format, close }: LabelledFiles,
  isWhole: boolean,
): UploadPreview {
  close()
  const counts = new Map<string, number>()
  const refusals = astray.map(({ line, reason }) => ({ line, reason }))
  for (const [at, fate] of fates.entries())
    if ('label' in fate) counts.set(fate.label, (counts.get(fate.label) ?? 0) + 1)
    else refusals.push({ line: at + 1, reason: `${files[at]?.path ?? ''}: ${fate.reason}` })
  return {
    kind: 'files',
    format,
    encoding: null,
    delimiter: null,
    from,
    isWhole,
    rows: files.length,
    columns: [],
    preview: [],
    labelFormat: 'single',
    question: null,
    labelCandidates: [],
    labelLists: [],
    classes: [...counts]
      .map(([label, count]) => ({ label, count }))
      .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
      .slice(0, shownClasses),
    refused: refusals.length,
    refusals: refusals.slice(0, shownRefusals),
    repairs: [],
  }
}
