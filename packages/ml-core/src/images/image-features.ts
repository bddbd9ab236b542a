import { ColourStatistics } from './colour-statistics.ts'
import { GradientHistograms, Gradients } from './gradient-histograms.ts'

export interface ImageShape {
  width: number
  height: number
  /** 1 grey, 3 red, green and blue side by side. */
  channels: 1 | 3
}

const mostPlainSide = 16

/** Cell sizes in pixels, fine and coarse, for an image whose shorter side is given. */
function cellsFor(side: number): number[] {
  if (side <= 12) return [2]
  if (side <= 20) return [3, 5]
  if (side <= 28) return [4, 7]
  if (side <= 40) return [4, 8]
  return [8, 16]
}

/** What a linear classifier sees of an image: edges at two scales, and where its light and colours lie. */
export class ImageFeatures {
  readonly size: number
  readonly shape: ImageShape
  private readonly gradients: Gradients
  private readonly histograms: GradientHistograms[]
  private readonly colours: ColourStatistics
  /** Small images also count pixel by pixel. */
  private readonly plain: number

  constructor(shape: ImageShape) {
    const { width, height, channels } = shape
    // Examples are shapes too: what is stored with a model is the shape alone.
    this.shape = { width, height, channels }
    this.gradients = new Gradients(width, height, channels)
    this.histograms = cellsFor(Math.min(width, height)).map(
      (cell) => new GradientHistograms(width, height, cell),
    )
    this.colours = new ColourStatistics(width, height, channels)
    this.plain = Math.min(width, height) <= mostPlainSide ? width * height * channels : 0
    this.size = this.histograms.reduce((total, { size }) => total + size, this.colours.size + this.plain)
  }

  /** Writes the features of the image whose pixels begin at `from` to `out[at …]`. */
  write(pixels: Uint8Array, from: number, out: Float32Array, at: number): void {
    this.gradients.take(pixels, from)
    let p = at
    for (const histograms of this.histograms) {
      histograms.write(this.gradients, out, p)
      p += histograms.size
    }
    this.colours.write(pixels, from, out, p)
    p += this.colours.size
    for (let i = 0; i < this.plain; i++) out[p + i] = pixels[from + i] / 255
  }
}

/** The image seen in a mirror. */
export function flipInto(
  pixels: Uint8Array,
  from: number,
  { width, height, channels }: ImageShape,
  out: Uint8Array,
): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        out[(y * width + width - 1 - x) * channels + c] = pixels[from + (y * width + x) * channels + c]
}
