import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { IngestInput, IngestLimits, IngestOutcome } from '../contract.ts'
import { openSession, type Session } from '../duck.ts'
import { DatasetUnusable } from '../errors.ts'
import { openArchive } from './open-archive.ts'
import { placeImages } from './place-images.ts'
import { type StagedImages, stageImages } from './stage-images.ts'
import { writeImages } from './write-images.ts'

type Ready = Extract<IngestOutcome, { status: 'ready' }>

/** Turns a zip file of `<label>/<picture>` folders into a dataset version. */
export async function ingestArchive(
  input: IngestInput,
  limits: IngestLimits,
  scratchDir: string,
  started: number,
): Promise<Ready> {
  const { size } = await stat(input.sourcePath)
  const stagePath = join(scratchDir, 'pixels.stage')
  const archive = await openArchive(input.sourcePath, input.archiveLimits)
  let staged: StagedImages
  const filesRead = archive.files.length
  const tell = (stage: 'reading' | 'splitting' | 'writing', done: number) => {
    input.signal?.throwIfAborted()
    const bytesRead = Math.round((size * done) / Math.max(1, filesRead))
    input.onProgress?.({ stage, bytesRead, bytesTotal: size, rowsRead: done })
  }
  try {
    if (filesRead > limits.maxRows)
      throw new DatasetUnusable(
        'too_many_rows',
        `The archive has more than ${limits.maxRows.toLocaleString('en')} files. Upload a sample of it.`,
      )
    staged = await stageImages(archive, stagePath, (done) => tell('reading', done), input.signal)
  } finally {
    archive.close()
  }
  tell('splitting', filesRead)
  const { refusals, grey, shape } = staged
  if (staged.images.length === 0 && refusals.issues[0])
    throw new DatasetUnusable(
      'dataset_unusable',
      `No file of the archive can be used. "${refusals.issues[0].excerpt}": ${refusals.issues[0].reason}`,
    )
  const placed = placeImages(staged.images, input.options.seed, limits.maxClasses)
  tell('writing', filesRead)
  let session: Session | null = null
  try {
    const spill = join(scratchDir, 'spill')
    session = await openSession(join(scratchDir, 'images.duckdb'), '300MB', '1GB', spill)
    const written = await writeImages(session, placed.images, staged, stagePath, input.outputPath)
    await rm(stagePath, { force: true })
    return {
      status: 'ready',
      profile: {
        kind: 'image',
        rows: placed.images.length,
        labelColumn: 'label',
        textColumn: null,
        columns: written.columns,
        classes: placed.classes,
        splits: placed.splits,
        image: {
          width: shape.width,
          height: shape.height,
          channels: grey ? 1 : 3,
          originals: describeSizes(placed.images),
        },
      },
      report: {
        format: 'zip',
        encoding: 'zip',
        delimiter: null,
        bytes: size,
        rowsRead: filesRead,
        rowsKept: placed.images.length,
        duplicatesDropped: placed.duplicates,
        rowsRefused: refusals.count,
        repairs: [],
        refused: refusals.issues,
        warnings: placed.warnings,
        seconds: (input.now() - started) / 1000,
      },
      sha256: written.sha256,
      bytes: written.bytes,
    }
  } finally {
    session?.close()
  }
}

function describeSizes(images: readonly { width: number; height: number }[]): {
  smallest: string
  largest: string
  sizes: number
} {
  const byArea = images.toSorted((a, b) => a.width * a.height - b.width * b.height || a.width - b.width)
  const show = (image: { width: number; height: number } | undefined) =>
    image ? `${image.width} × ${image.height}` : ''
  return {
    smallest: show(byArea[0]),
    largest: show(byArea.at(-1)),
    sizes: new Set(images.map(show)).size,
  }
}
