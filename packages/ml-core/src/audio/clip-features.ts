import { LogMel } from './log-mel.ts'
import { PooledFeatures } from './pooled-features.ts'

/** A clip's log-mel spectrogram, and where in it anything can be heard. */
export interface HeardClip {
  /** Frames × bands. */
  cells: Float32Array
  frames: number
  audible: [begin: number, end: number]
}

/** What a classifier of sounds sees of a clip of any length: its pooled log-mel spectrogram. */
export class ClipFeatures {
  readonly size: number
  readonly mel: LogMel
  private readonly pooled: PooledFeatures
  private buffer = new Float32Array(0)

  constructor(rate: number) {
    this.mel = new LogMel(rate)
    this.pooled = new PooledFeatures(this.mel.bands)
    this.size = this.pooled.size
  }

  /** The cells are overwritten by the next call. */
  hear(samples: Int16Array): HeardClip {
    const frames = this.mel.frames(samples.length)
    const length = frames * this.mel.bands
    if (this.buffer.length < length) this.buffer = new Float32Array(length)
    const cells = this.buffer.subarray(0, length)
    this.mel.write(samples, cells)
    return { cells, frames, audible: this.pooled.audiblePart(cells) }
  }

  /** Writes the features of the clip to `out[at …]`. */
  write(clip: HeardClip, out: Float32Array, at: number): void {
    this.pooled.write(clip.cells, clip.audible, out, at)
  }
}
