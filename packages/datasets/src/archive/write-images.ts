import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Session } from '../duck.ts'
import { profileColumns } from '../profile-columns.ts'
import { copyToParquet } from '../version/write-version.ts'
import { fileColumns, measureColumn, type WrittenFiles } from './file-columns.ts'
import type { Placed } from './place-files.ts'
import type { StagedImage, StagedImages } from './stage-images.ts'

/** Pixels of one row group, uncompressed. */
const groupBytes = 8 << 20

/**
 * Writes the version as Parquet: `__row`, `__split`, path, label, SHA-256 and original size of each file, and
 * its pixels in `__pixels`. The checksum is over all of that but the file hashes.
 */
export async function writeImages(
  session: Session,
  images: readonly Placed<StagedImage>[],
  { shape, grey }: Pick<StagedImages, 'shape' | 'grey'>,
  stagePath: string,
  outputPath: string,
): Promise<WrittenFiles> {
  await session.run(
    'create table images (__row integer, __split varchar, path varchar, label varchar, sha256 varchar, width integer, height integer, __pixels blob)',
  )
  const stored = shape.width * shape.height * (grey ? 1 : 3)
  const sha256 = await appendImages(session, images, shape.width * shape.height * 3, grey, stagePath)
  const groupRows = Math.max(2048, Math.min(61_440, Math.floor(groupBytes / (stored + 128))))
  const bytes = await copyToParquet(session, 'select * from images order by __row', outputPath, groupRows)
  const columns = await profileColumns(session, 'images', '__row', [
    ...fileColumns,
    measureColumn('width'),
    measureColumn('height'),
  ])
  return { columns, sha256, bytes }
}

async function appendImages(
  session: Session,
  images: readonly Placed<StagedImage>[],
  size: number,
  grey: boolean,
  stagePath: string,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ kind: 'image', size, grey }))
  const stage = await open(stagePath)
  const appender = await session.connection.createAppender('images')
  try {
    for (const [row, image] of images.entries()) {
      const colours = Buffer.alloc(size)
      await stage.read(colours, 0, size, image.at)
      const pixels = grey ? colours.filter((_, at) => at % 3 === 0) : colours
      const { split, path, label, sha256, width, height } = image
      hash.update(JSON.stringify([split, path, label, width, height])).update(pixels)
      appender.appendInteger(row)
      for (const text of [split, path, label, sha256]) appender.appendVarchar(text)
      appender.appendInteger(width)
      appender.appendInteger(height)
      appender.appendBlob(pixels)
      appender.endRow()
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
    await stage.close()
  }
  return hash.digest('hex')
}
