import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { decodeImage, type ImageShape, measureImage } from '../media/decode-image.ts'
import { MediaRefused } from '../media/media-refused.ts'
import { Refusals } from '../read/staged.ts'
import type { SplitName } from '../schema/index.ts'
import { readLayout } from './layout.ts'
import type { Archive, ArchiveFile } from './open-archive.ts'

/** The longer side of the pictures in a version, in pixels, at most. */
const longestSide = 64
const measuredFiles = 300
const decodedTogether = 8

export type StagedImage = {
  path: string
  label: string
  split: SplitName | null
  /** Of the file's bytes, hex. */
  sha256: string
  /** As the file was sent. */
  width: number
  height: number
  /** Number of its pixels in the stage. */
  place: number
}

export type StagedImages = {
  images: StagedImage[]
  refusals: Refusals
  /** Of the pixels in the stage: three bytes each, one after the other. */
  shape: ImageShape & { channels: 3 }
  /** Every picture is grey, so that one byte a pixel is enough. */
  grey: boolean
}

/** Decodes every file of the archive to one size and lays the pixels down in `stagePath`. */
export async function stageImages(
  archive: Archive,
  stagePath: string,
  onFile: (done: number) => void,
  signal?: AbortSignal,
): Promise<StagedImages> {
  const { files } = archive
  const places = readLayout(files.map(({ path }) => path))
  const refusals = new Refusals()
  const shape = { ...(await chooseSize(archive, signal)), channels: 3 as const }
  const images: StagedImage[] = []
  let grey = true
  const stage = await open(stagePath, 'w')
  try {
    for (let start = 0; start < files.length; start += decodedTogether) {
      signal?.throwIfAborted()
      const together = files.slice(start, start + decodedTogether)
      const decoded = await Promise.all(together.map((file) => decodeFile(archive, file, shape)))
      for (const [offset, result] of decoded.entries()) {
        const at = start + offset
        const path = files[at]?.path ?? ''
        const place = places[at]
        if (!place) {
          refusals.add(at + 1, 'label_missing', 'The file lies in no folder that names its label.', path)
          continue
        }
        if (result instanceof MediaRefused) {
          refusals.add(at + 1, result.code, result.message, path)
          continue
        }
        grey &&= isGrey(result.pixels)
        await stage.write(result.pixels)
        const { sha256, width, height } = result
        images.push({ path, ...place, sha256, width, height, place: images.length })
      }
      onFile(Math.min(files.length, start + decodedTogether))
    }
  } finally {
    await stage.close()
  }
  return { images, refusals, shape, grey }
}

type Decoded = { pixels: Uint8Array; sha256: string; width: number; height: number }

async function decodeFile(
  archive: Archive,
  file: ArchiveFile,
  shape: ImageShape,
): Promise<Decoded | MediaRefused> {
  const bytes = await archive.read(file)
  try {
    const { width, height } = await measureImage(bytes)
    const pixels = await decodeImage(bytes, shape)
    return { pixels, sha256: createHash('sha256').update(bytes).digest('hex'), width, height }
  } catch (error) {
    if (error instanceof MediaRefused) return error
    throw error
  }
}

/** The median picture of a sample spread over the archive, made to fit. */
async function chooseSize(
  { files, read }: Archive,
  signal?: AbortSignal,
): Promise<{ width: number; height: number }> {
  const step = Math.max(1, Math.floor(files.length / measuredFiles))
  const widths: number[] = []
  const heights: number[] = []
  for (let at = 0; at < files.length; at += step) {
    signal?.throwIfAborted()
    const file = files[at]
    if (!file) break
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
