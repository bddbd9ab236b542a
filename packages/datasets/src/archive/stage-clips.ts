import { DatasetUnusable } from '../errors.ts'
import { type AudioShape, fitAudio, openAudio } from '../media/decode-audio.ts'
import { MediaRefused } from '../media/media-refused.ts'
import type { LabelledFiles } from './labelled-files.ts'
import { type StagedFile, type StagedFiles, spreadOver, stageFiles } from './stage-files.ts'

/** Samples a second of a version, at most: what speech and most sounds are told apart by lies below 8 kHz. */
const highestRate = 16_000
const measuredFiles = 100
/** Of the samples of all clips: nine hours at 16 kHz. They are learned from in memory. */
const mostBytes = 1e9

/** Rate and length in seconds are those of the file as it was sent. */
export type StagedClip = StagedFile & { rate: number; seconds: number }

export type StagedClips = StagedFiles<{ rate: number; seconds: number }> & { shape: AudioShape }

/** Decodes every sound of the archive to mono of one rate and lays the samples down in `stagePath`. */
export async function stageClips(
  archive: LabelledFiles,
  stagePath: string,
  onFile: (done: number) => void,
  signal?: AbortSignal,
): Promise<StagedClips> {
  const shape = { rate: await chooseRate(archive, signal) }
  let total = 0
  const staged = await stageFiles(
    archive,
    stagePath,
    async (bytes) => {
      const opened = openAudio(bytes)
      const samples = fitAudio(opened, shape)
      const content = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
      total += content.length
      if (total > mostBytes)
        throw new DatasetUnusable(
          'too_much_sound',
          `The sounds add up to more than ${Math.floor(mostBytes / (2 * shape.rate * 3600))} hours at ${shape.rate / 1000} kHz. Upload a sample of them, or shorter clips.`,
        )
      return { content, facts: { rate: opened.rate, seconds: opened.seconds } }
    },
    onFile,
    signal,
  )
  return { ...staged, shape }
}

/** The most common rate of a sample spread over the archive, within the limit. */
async function chooseRate({ files, read }: LabelledFiles, signal?: AbortSignal): Promise<number> {
  const counts = new Map<number, number>()
  for (const file of spreadOver(files, measuredFiles)) {
    signal?.throwIfAborted()
    try {
      const { rate } = openAudio(await read(file))
      counts.set(rate, (counts.get(rate) ?? 0) + 1)
    } catch (error) {
      if (!(error instanceof MediaRefused)) throw error
    }
  }
  const [commonest] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])
  return Math.min(highestRate, commonest?.[0] ?? highestRate)
}
