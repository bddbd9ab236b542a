import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import type { ImageShape } from '../images/image-features.ts'
import { audioShapeSchema } from '../schema/index.ts'
import { ClipFeatures, type HeardClip } from './clip-features.ts'

const scaleSchema = z.object({
  rate: audioShapeSchema.shape.rate,
  /** Columns of a picture. */
  width: z.int().min(1).max(1024),
  /** Frames of 10 ms that a column covers at the least; more where a clip would not fit else. */
  framesPerColumn: z.number().min(1),
})
/** How clips of any length become pictures of one size. */
type PictureScale = z.infer<typeof scaleSchema>

const scaleFile = 'spectrogram.json'

const mostColumns = 64
const leastColumns = 8
const leastFramesPerColumn = 2
/** Share of the clips that fit into a picture without being squeezed. */
const fitting = 0.95

/**
 * Draws the audible part of log-mel spectrograms as grey pictures: time from left to right, the highest band
 * above, silence black and the loudest cell white. Short clips stand in the middle.
 */
export class SpectrogramPictures {
  readonly shape: ImageShape
  readonly scale: PictureScale
  readonly ears: ClipFeatures

  constructor(scale: PictureScale) {
    this.scale = scale
    this.ears = new ClipFeatures(scale.rate)
    this.shape = { width: scale.width, height: this.ears.mel.bands, channels: 1 }
  }

  /** Throws `ArtifactCorrupt`. */
  static load(files: BundleFiles): SpectrogramPictures {
    return new SpectrogramPictures(readJson(files, scaleFile, scaleSchema))
  }

  save(): BundleFiles {
    return { [scaleFile]: jsonBytes(this.scale) }
  }

  /** Bytes of one picture. */
  get size(): number {
    return this.shape.width * this.shape.height
  }

  of(samples: Int16Array): Uint8Array {
    return this.drawn(this.ears.hear(samples))
  }

  drawn(clip: HeardClip): Uint8Array {
    const picture = new Uint8Array(this.size)
    this.draw(clip, picture, 0)
    return picture
  }

  /** Writes the picture to `out[at …]`. */
  draw({ cells, audible: [begin, end] }: HeardClip, out: Uint8Array, at: number): void {
    const { width, height } = this.shape
    const frames = end - begin
    const step = Math.max(this.scale.framesPerColumn, frames / width)
    const columns = Math.max(1, Math.round(frames / step))
    const left = (width - columns) >> 1
    out.fill(0, at, at + this.size)
    for (let column = 0; column < columns; column++) {
      const from = begin + Math.floor((column * frames) / columns)
      const to = Math.max(from + 1, begin + Math.floor(((column + 1) * frames) / columns))
      for (let band = 0; band < height; band++) {
        let sum = 0
        for (let f = from; f < to; f++) sum += cells[f * height + band]
        out[at + (height - 1 - band) * width + left + column] = Math.round((255 * sum) / (to - from))
      }
    }
  }
}

/** A scale at which nearly all clips fit, by the frames of their audible parts. */
export function pictureScaleOf(rate: number, audibleFrames: readonly number[]): PictureScale {
  const sorted = audibleFrames.toSorted((a, b) => a - b)
  const long = sorted[Math.floor(fitting * (sorted.length - 1))]
  const framesPerColumn = Math.max(leastFramesPerColumn, long / mostColumns)
  return { rate, width: Math.max(leastColumns, Math.round(long / framesPerColumn)), framesPerColumn }
}
