import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Session } from '../duck.ts'
import { profileColumns } from '../profile-columns.ts'
import { copyToParquet } from '../version/write-version.ts'
import { fileColumns, measureColumn, type WrittenFiles } from './file-columns.ts'
import type { Placed } from './place-files.ts'
import type { StagedClip, StagedClips } from './stage-clips.ts'

/** Samples of one row group, uncompressed. */
const groupBytes = 32 << 20

/**
 * Writes the version as Parquet: `__row`, `__split`, path, label, SHA-256 and original length and rate of each
 * file, and its samples in `__samples`, 16 bits each, little-endian. The checksum is over all of that but the
 * file hashes.
 */
export async function writeClips(
  session: Session,
  clips: readonly Placed<StagedClip>[],
  { shape }: Pick<StagedClips, 'shape'>,
  stagePath: string,
  outputPath: string,
): Promise<WrittenFiles> {
  await session.run(
    'create table clips (__row integer, __split varchar, path varchar, label varchar, sha256 varchar, seconds double, rate integer, __samples blob)',
  )
  const sha256 = await appendClips(session, clips, shape.rate, stagePath)
  const mean = clips.reduce((total, { length }) => total + length, 0) / Math.max(1, clips.length)
  const groupRows = Math.max(2048, Math.min(61_440, Math.floor(groupBytes / (mean + 128))))
  const bytes = await copyToParquet(session, 'select * from clips order by __row', outputPath, groupRows)
  const measures = [measureColumn('seconds'), measureColumn('rate')]
  const columns = await profileColumns(session, 'clips', '__row', [...fileColumns, ...measures])
  return { columns, sha256, bytes }
}

async function appendClips(
  session: Session,
  clips: readonly Placed<StagedClip>[],
  versionRate: number,
  stagePath: string,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ kind: 'audio', rate: versionRate }))
  const stage = await open(stagePath)
  const appender = await session.connection.createAppender('clips')
  try {
    for (const [row, clip] of clips.entries()) {
      const samples = Buffer.alloc(clip.length)
      await stage.read(samples, 0, clip.length, clip.at)
      const { split, path, label, sha256, seconds, rate } = clip
      hash.update(JSON.stringify([split, path, label, seconds, rate])).update(samples)
      appender.appendInteger(row)
      for (const text of [split, path, label, sha256]) appender.appendVarchar(text)
      appender.appendDouble(seconds)
      appender.appendInteger(rate)
      appender.appendBlob(samples)
      appender.endRow()
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
    await stage.close()
  }
  return hash.digest('hex')
}
