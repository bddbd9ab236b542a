import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { IngestInput, IngestLimits, IngestOutcome } from '../contract.ts'
import { openSession, type Session } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { sniffFile } from '../media/sniff-file.ts'
import { keepRefused } from '../read/keep-refused.ts'
import type { DatasetProfile, IngestReport } from '../schema/index.ts'
import { profileClips, profileImages } from './describe-files.ts'
import type { WrittenFiles } from './file-columns.ts'
import type { LabelledFiles } from './labelled-files.ts'
import { type Placed, type PlacedFiles, placeFiles } from './place-files.ts'
import { stageClips } from './stage-clips.ts'
import { type StagedFile, type StagedFiles, spreadOver } from './stage-files.ts'
import { stageImages } from './stage-images.ts'
import { writeClips } from './write-clips.ts'
import { writeImages } from './write-images.ts'

type Ready = Extract<IngestOutcome, { status: 'ready' }>
type Tell = (stage: 'reading' | 'splitting' | 'writing', done: number) => void

const sniffedFiles = 60

/** Turns pictures or sounds with labels into a dataset version. */
export async function ingestFiles(
  input: IngestInput,
  limits: IngestLimits,
  scratchDir: string,
  started: number,
  archive: LabelledFiles,
): Promise<Ready> {
  const { size } = await stat(input.sourcePath)
  const stagePath = join(scratchDir, 'files.stage')
  const filesRead = archive.files.length
  const tell: Tell = (stage, done) => {
    input.signal?.throwIfAborted()
    const bytesRead = Math.round((size * done) / Math.max(1, filesRead))
    input.onProgress?.({ stage, bytesRead, bytesTotal: size, rowsRead: done })
  }
  const common = { input, limits, scratchDir, started, stagePath, size, archive, tell }
  const onFile = (done: number) => tell('reading', done)
  let version: () => Promise<Ready>
  try {
    if (filesRead > limits.maxRows)
      throw new DatasetUnusable(
        'too_many_rows',
        `The archive has more than ${limits.maxRows.toLocaleString('en')} files. Upload a sample of it.`,
      )
    if (await holdsSounds(archive)) {
      const staged = await stageClips(archive, stagePath, onFile, input.signal)
      version = () =>
        makeVersion(
          common,
          staged,
          (session, clips) => writeClips(session, clips, staged, stagePath, input.outputPath),
          (clips) => profileClips(clips, staged),
        )
    } else {
      const staged = await stageImages(archive, stagePath, onFile, input.signal)
      version = () =>
        makeVersion(
          common,
          staged,
          (session, images) => writeImages(session, images, staged, stagePath, input.outputPath),
          (images) => profileImages(images, staged),
        )
    }
  } finally {
    archive.close()
  }
  return version()
}

type Common = {
  input: IngestInput
  limits: IngestLimits
  scratchDir: string
  started: number
  stagePath: string
  size: number
  archive: LabelledFiles
  tell: Tell
}

async function makeVersion<Facts>(
  { input, limits, scratchDir, started, stagePath, size, archive, tell }: Common,
  { files, refusals }: StagedFiles<Facts>,
  write: (session: Session, files: Placed<StagedFile & Facts>[]) => Promise<WrittenFiles>,
  describe: (files: Placed<StagedFile & Facts>[]) => Partial<DatasetProfile> & Pick<DatasetProfile, 'kind'>,
): Promise<Ready> {
  const filesRead = archive.files.length
  tell('splitting', filesRead)
  if (files.length === 0 && refusals.issues[0])
    throw new DatasetUnusable(
      'dataset_unusable',
      `No file of the archive can be used. "${refusals.issues[0].excerpt}": ${refusals.issues[0].reason}`,
    )
  const placed: PlacedFiles<StagedFile & Facts> = placeFiles(files, input.options.seed, limits.maxClasses)
  tell('writing', filesRead)
  let session: Session | null = null
  try {
    const spill = join(scratchDir, 'spill')
    session = await openSession(join(scratchDir, 'files.duckdb'), '300MB', '1GB', spill)
    const { columns, sha256, bytes } = await write(session, placed.files)
    await rm(stagePath, { force: true })
    const { classes, splits, warnings, duplicates } = placed
    const rows = placed.files.length
    return {
      status: 'ready',
      profile: {
        rows,
        labelColumn: 'label',
        textColumn: null,
        columns,
        classes,
        splits,
        ...describe(placed.files),
      },
      report: {
        format: archive.format,
        encoding: archive.format,
        delimiter: null,
        bytes: size,
        rowsRead: filesRead + archive.astray.length,
        rowsKept: rows,
        duplicatesDropped: duplicates,
        rowsRefused: refusals.count,
        repairs: noteSource(archive),
        refused: refusals.issues,
        ...(await keepRefused(refusals, [], input.refusedPath)),
        warnings,
        seconds: (input.now() - started) / 1000,
      },
      sha256,
      bytes,
    }
  } finally {
    session?.close()
  }
}

function noteSource({ from }: LabelledFiles): IngestReport['repairs'] {
  if (from === null) return []
  return [{ code: 'converted', message: `The labels were read from ${from}.`, count: 1, lines: [] }]
}

/** Whether there are more sounds than pictures in a sample spread over the archive. */
async function holdsSounds({ files, read }: LabelledFiles): Promise<boolean> {
  let sounds = 0
  let others = 0
  for (const file of spreadOver(files, sniffedFiles)) {
    const kind = sniffFile(await read(file))
    if (kind === 'wav') sounds++
    else if (kind !== null) others++
  }
  return sounds > others
}
