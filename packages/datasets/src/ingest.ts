import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { appendRows } from './append/append-rows.ts'
import { planAppend } from './append/plan-append.ts'
import { ingestFiles } from './archive/ingest-files.ts'
import { type IngestInput, type IngestLimits, type IngestOutcome, ingestDefaults } from './contract.ts'
import type { ReadableUpload } from './convert/convert-upload.ts'
import { openSession, type Session } from './duck.ts'
import { enterUpload } from './enter-upload.ts'
import { DatasetUnusable } from './errors.ts'
import { loadRows } from './infer/cells.ts'
import { typeColumn } from './infer/column-types.ts'
import { findLabel } from './infer/find-label.ts'
import { measureColumns } from './infer/measure.ts'
import { type Plan, planColumns, planInputs } from './infer/roles.ts'
import { findSplitColumn } from './infer/split-column.ts'
import { openRedaction, type Redaction } from './privacy/column-redaction.ts'
import { keepRefused } from './read/keep-refused.ts'
import { loadPlainCsv } from './read/load-plain-csv.ts'
import { RefusedFile } from './read/refused-file.ts'
import { type StageInput, stageUpload } from './read/stage-upload.ts'
import type { StagedUpload } from './read/staged.ts'
import type { DatasetProfile, IngestReport } from './schema/index.ts'
import { type BuildInput, buildVersion } from './version/build-version.ts'
import { setAside } from './version/set-aside.ts'

const duckMemory = '160MB'
const duckRelief = '400MB'

/**
 * Turns an upload into a dataset version (or the next one of a version that it is added to), or asks which column is the label. Needs about 450 MB for a
 * million rows and 480 MB for ten million, so it belongs in a process of its own; scratch space is about three times the upload.
 *
 * @throws DatasetUnusable when nothing can be made of the file.
 */
export async function ingest(input: IngestInput): Promise<IngestOutcome> {
  const started = input.now()
  const limits = { ...ingestDefaults, ...input.limits }
  await mkdir(input.scratchDir, { recursive: true })
  await mkdir(dirname(input.outputPath), { recursive: true })
  const scratchDir = await mkdtemp(join(input.scratchDir, 'ingest-'))
  let session: Session | null = null
  let refused: RefusedFile | null = null
  const interrupt = () => session?.connection.interrupt()
  try {
    input.signal?.throwIfAborted()
    if (input.appendTo) requireRows(input.appendTo.profile)
    const entered = await enterUpload({ ...input, scratchDir, maxCellBytes: limits.maxCellBytes })
    if (input.refusedPath) refused = new RefusedFile(join(scratchDir, 'refused'))
    if ('files' in entered && input.appendTo)
      throw new DatasetUnusable(
        'file_format_unknown',
        'The file holds pictures or sounds, and this dataset has none. Send rows, or create a separate dataset for them.',
      )
    if ('files' in entered)
      return await ingestFiles(input, limits, scratchDir, started, { ...entered.files, refused })
    const { readable, sourcePath } = entered
    const redaction = openRedaction(input.options, input.pseudonymKey ?? null)
    session = await openSession(':memory:', duckMemory, duckRelief, join(scratchDir, 'spill'))
    input.signal?.addEventListener('abort', interrupt)
    const reading: StageInput = {
      sourcePath,
      fileName: readable.fileName,
      scratchDir,
      limits,
      redaction,
      lines: readable.lines,
      refused,
      onProgress: (bytesRead, bytesTotal, rowsRead) =>
        input.onProgress?.({ stage: 'reading', bytesRead, bytesTotal, rowsRead }),
      ...(input.signal ? { signal: input.signal } : {}),
    }
    const staged = (await loadPlainCsv(reading, session)) ?? (await stageUpload(reading))
    noteConversion(readable, staged)
    return await inferAndBuild(input, limits, session, staged, redaction, started)
  } catch (error) {
    // An interrupted query fails with DuckDB's own words; the caller asked for its own.
    input.signal?.throwIfAborted()
    throw error
  } finally {
    input.signal?.removeEventListener('abort', interrupt)
    session?.close()
    await refused?.discard()
    await rm(scratchDir, { recursive: true, force: true })
  }
}

async function inferAndBuild(
  input: IngestInput,
  limits: IngestLimits,
  session: Session,
  staged: StagedUpload,
  redaction: Redaction | null,
  started: number,
): Promise<IngestOutcome> {
  const at = (stage: 'profiling' | 'splitting' | 'writing') => {
    input.signal?.throwIfAborted()
    input.onProgress?.({
      stage,
      bytesRead: staged.bytes,
      bytesTotal: staged.bytes,
      rowsRead: staged.rowsRead,
    })
  }
  at('profiling')
  if (staged.rows === 0) throw noRows(staged)
  if (staged.path !== null) {
    await loadRows(session, staged, staged.path)
    await rm(staged.path, { force: true })
  }
  const measures = await measureColumns(session, staged.columns)
  if (input.appendTo) {
    const plan = await planAppend(session, measures, input.appendTo.profile, input.options, staged.delimiter)
    noteConversions(plan, staged)
    const appended = await appendRows({
      ...buildInput(input, limits, session, staged, plan, at),
      parent: input.appendTo,
      maxRows: limits.maxRows,
    })
    const { duplicates, unlabelled, known, added, ...built } = appended
    return {
      status: 'ready',
      ...built,
      report: {
        ...reportOf(staged, redaction),
        ...(await keepRefused(staged.refusals, staged.columns, input.refusedPath)),
        rowsKept: added,
        duplicatesDropped: duplicates,
        ...(unlabelled > 0 && { unlabelled }),
        appended: { rowsBefore: input.appendTo.profile.rows, known },
        warnings: plan.warnings,
        seconds: (input.now() - started) / 1000,
      },
    }
  }
  const columns = measures.map((measure) => typeColumn(measure, staged.delimiter))
  if (input.options.unlabelled && input.unlabelledPath) {
    const { columns: planned, kind } = planInputs(columns, input.options, staged.rows)
    const { count } = await setAside(session, planned, 'true', input.unlabelledPath)
    return {
      status: 'unlabelled',
      kind,
      report: {
        ...reportOf(staged, redaction),
        ...(await keepRefused(staged.refusals, staged.columns, input.refusedPath)),
        unlabelled: count,
        seconds: (input.now() - started) / 1000,
      },
    }
  }
  const label = await findLabel(session, columns, input.options, limits.maxClasses)
  if ('reason' in label) return { status: 'needs_label', question: label }
  const split = await findSplitColumn(session, columns, input.options)
  const plan = planColumns(columns, label, input.options, staged.rows, split)
  noteConversions(plan, staged)
  const built = await buildVersion(buildInput(input, limits, session, staged, plan, at))
  return {
    status: 'ready',
    profile: built.profile,
    report: {
      ...reportOf(staged, redaction),
      ...(await keepRefused(staged.refusals, staged.columns, input.refusedPath)),
      rowsKept: built.profile.rows,
      duplicatesDropped: built.duplicates,
      ...(built.unlabelled > 0 && { unlabelled: built.unlabelled }),
      warnings: plan.warnings,
      seconds: (input.now() - started) / 1000,
    },
    sha256: built.sha256,
    bytes: built.bytes,
  }
}

function requireRows({ kind }: DatasetProfile): void {
  if (kind === 'image' || kind === 'audio')
    throw new DatasetUnusable(
      'dataset_unusable',
      'Files can be added to texts and tables. Upload all pictures or sounds in one ZIP as a new version.',
    )
}

function buildInput(
  input: IngestInput,
  limits: IngestLimits,
  session: Session,
  staged: StagedUpload,
  plan: Plan,
  at: BuildInput['at'],
): BuildInput {
  return {
    session,
    staged,
    plan,
    outputPath: input.outputPath,
    seed: input.options.seed,
    maxClasses: limits.maxClasses,
    ...(input.unlabelledPath && { unlabelledPath: input.unlabelledPath }),
    at,
  }
}

/** What was read and refused; what was kept is not known yet. */
function reportOf(staged: StagedUpload, redaction: Redaction | null): IngestReport {
  return {
    format: staged.format,
    encoding: staged.encoding,
    delimiter: staged.delimiter,
    bytes: staged.bytes,
    rowsRead: staged.rowsRead,
    rowsKept: 0,
    duplicatesDropped: 0,
    rowsRefused: staged.refusals.count,
    repairs: staged.repairs.list(),
    refused: staged.refusals.issues.toSorted((a, b) => a.line - b.line),
    warnings: [],
    ...(redaction && { personalData: redaction.report() }),
    seconds: 0,
  }
}

function noteConversion({ from, unlabelled }: ReadableUpload, { repairs }: StagedUpload): void {
  if (from !== null) repairs.add('converted', `The file was read as ${from}.`, null)
  if (unlabelled() > 0) repairs.add('unlabelled', 'Unlabelled tasks were left out.', null, unlabelled())
}

function noRows(staged: StagedUpload): DatasetUnusable {
  const [first] = staged.refusals.issues
  const reason = first
    ? ` The first one, on line ${first.line}: ${first.reason}`
    : ' It has a header but no rows.'
  return new DatasetUnusable('dataset_unusable', `The file has no usable row.${reason}`, first?.line ?? null)
}

function noteConversions(plan: Plan, staged: StagedUpload): void {
  for (const column of plan.columns) {
    if (column.role !== 'feature') continue
    const name = column.measure.name
    if (column.measure.markers > 0) {
      staged.repairs.add(
        'missing_marker',
        'Cells such as ?, NA or null were read as missing values.',
        null,
        column.measure.markers,
      )
    }
    if (column.strays > 0) {
      staged.repairs.add(
        'not_a_number',
        'Non-numeric values in columns of numbers were read as missing.',
        null,
        column.strays,
      )
      plan.warnings.push({
        code: 'not_a_number',
        message: `"${name}" holds numbers, but ${column.strays} of its values are not numbers; they count as missing.`,
      })
    }
    if (column.commas)
      staged.repairs.add(
        'decimal_comma',
        'Decimal commas were read as decimal points.',
        null,
        column.measure.commas,
      )
    if (column.ambiguousDates) {
      plan.warnings.push({
        code: 'ambiguous_dates',
        message: `The dates in "${name}" could have the day or the month first; they were read month first. Write them as 2026-12-31 to be sure.`,
      })
    }
  }
}
