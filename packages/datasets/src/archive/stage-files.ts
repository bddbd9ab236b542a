import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { MediaRefused } from '../media/media-refused.ts'
import { Refusals } from '../read/staged.ts'
import type { SplitName } from '../schema/index.ts'
import type { LabelledFiles } from './labelled-files.ts'
import type { ArchiveFile } from './open-archive.ts'

const decodedTogether = 8

export type StagedFile = {
  path: string
  label: string
  split: SplitName | null
  /** Of the file's bytes, hex. */
  sha256: string
  /** Where its decoded bytes lie in the stage. */
  at: number
  length: number
}

/** What decoding a file gives: bytes for the stage, and whatever else is to be known of it. */
export type Decoded<Facts> = { content: Uint8Array; facts: Facts }

export type StagedFiles<Facts> = { files: (StagedFile & Facts)[]; refusals: Refusals }

/** Decodes every file that stands somewhere and lays what comes out down in `stagePath`, one after the other. */
export async function stageFiles<Facts>(
  archive: LabelledFiles,
  stagePath: string,
  decode: (bytes: Buffer) => Promise<Decoded<Facts>>,
  onFile: (done: number) => void,
  signal?: AbortSignal,
): Promise<StagedFiles<Facts>> {
  const { files, fates } = archive
  const refusals = new Refusals()
  refusals.file = archive.refused ?? null
  for (const { line, code, reason, excerpt } of archive.astray) refusals.add(line, code, reason, excerpt)
  const staged: (StagedFile & Facts)[] = []
  let end = 0
  const stage = await open(stagePath, 'w')
  try {
    for (let start = 0; start < files.length; start += decodedTogether) {
      signal?.throwIfAborted()
      const together = files.slice(start, start + decodedTogether)
      const decoded = await Promise.all(
        together.map((file, offset) => {
          const fate = fates[start + offset]
          return fate && 'label' in fate ? decodeFile(archive, file, decode) : null
        }),
      )
      for (const [offset, result] of decoded.entries()) {
        const number = start + offset + 1
        const path = files[number - 1]?.path ?? ''
        const fate = fates[number - 1]
        if (!fate || !('label' in fate) || !result) {
          if (fate && 'code' in fate) refusals.add(number, fate.code, fate.reason, path)
          continue
        }
        if (result instanceof MediaRefused) {
          refusals.add(number, result.code, result.message, path)
          continue
        }
        const { content, facts, sha256 } = result
        await stage.write(content)
        staged.push({ ...facts, path, ...fate, sha256, at: end, length: content.length })
        end += content.length
      }
      onFile(Math.min(files.length, start + decodedTogether))
    }
  } finally {
    await stage.close()
  }
  return { files: staged, refusals }
}

async function decodeFile<Facts>(
  archive: LabelledFiles,
  file: ArchiveFile,
  decode: (bytes: Buffer) => Promise<Decoded<Facts>>,
): Promise<(Decoded<Facts> & { sha256: string }) | MediaRefused> {
  const bytes = await archive.read(file)
  try {
    return { ...(await decode(bytes)), sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    if (error instanceof MediaRefused) return error
    throw error
  }
}

/** Files spread evenly over the archive: a sample to choose by. */
export function spreadOver<T>(files: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.floor(files.length / most))
  return files.filter((_, at) => at % step === 0).slice(0, most)
}
