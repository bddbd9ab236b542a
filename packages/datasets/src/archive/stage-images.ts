import { decodeImage, type ImageShape, measureImage } from '../media/decode-image.ts'
import { MediaRefused } from '../media/media-refused.ts'
import type { LabelledFiles } from './labelled-files.ts'
import { type StagedFile, type StagedFiles, spreadOver, stageFiles } from './stage-files.ts'

/** The longer side of the pictures in a version, in pixels, at most. */
const longestSide = 64
const measuredFiles = 300

/** Width and height are those of the file as it was sent. */
export type StagedImage = StagedFile & { width: number; height: number }

export type StagedImages = StagedFiles<{ width: number; height: number }> & {
  /** Of the pixels in the stage: three bytes each. */
  shape: ImageShape & { channels: 3 }
  /** Every picture is grey, so that one byte a pixel is enough. */
  grey: boolean
}

/** Decodes every picture of the archive to one size and lays the pixels down in `stagePath`. */
export async function stageImages(
  archive: LabelledFiles,
  stagePath: string,
  onFile: (done: number) => void,
  signal?: AbortSignal,
): Promise<StagedImages> {
  const shape = { ...(await chooseSize(archive, signal)), channels: 3 as const }
  let grey = true
  const staged = await stageFiles(
    archive,
    stagePath,
    async (bytes) => {
      const facts = await measureImage(bytes)
      const content = await decodeImage(bytes, shape)
      grey &&= isGrey(content)
      return { content, facts }
    },
    onFile,
    signal,
  )
  return { ...staged, shape, grey }
}

/** The median picture of a sample spread over the archive, made to fit. */
async function chooseSize(
  { files, read }: LabelledFiles,
  signal?: AbortSignal,
): Promise<{ width: number; height: number }> {
  const widths: number[] = []
  const heights: number[] = []
  for (const file of spreadOver(files, measuredFiles)) {
    signal?.throwIfAborted()
    try {
      const { width, height } = await measureImage(await read(file))
      widths.push(width)
      heights.push(height)
    } catch (error) {
      if (!(error instanceof MediaRefused)) throw error
    }
  }
  const width = median(widths)
  const height = median(heights)
  const scale = Math.min(1, longestSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? longestSide
}

function isGrey(pixels: Uint8Array): boolean {
  for (let i = 0; i < pixels.length; i += 3)
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return false
  return true
}
