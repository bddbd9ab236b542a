import type { Random } from '../../random.ts'
import type { ImageShape } from '../image-features.ts'

/** Shares of the shorter side by which a picture is moved, and along a side of what is cut out. */
const shift = 0.08
const cutout = 0.25
/** A picture loses a square so often. */
const cutoutRate = 0.15
/** Contrast between 1 − this and 1 + this, brightness as much of the whole range up or down. */
const jitter = 0.1

/** What pixels are taken for: (pixel − mean) × scale, per channel. */
export interface PixelScale {
  mean: number[]
  scale: number[]
}

/** As `putPixels`, changed at random in ways that leave the class what it is. */
export type Augment = (
  pixels: Uint8Array,
  from: number,
  shape: ImageShape,
  scale: PixelScale,
  random: Random,
  out: Float32Array,
  at: number,
) => void

/** Writes the picture at `pixels[from …]` as numbers to `out[at …]`. */
export function putPixels(
  pixels: Uint8Array,
  from: number,
  size: number,
  { mean, scale }: PixelScale,
  out: Float32Array,
  at: number,
): void {
  const channels = mean.length
  for (let i = 0; i < size; i++) {
    const c = i % channels
    out[at + i] = (pixels[from + i] - mean[c]) * scale[c]
  }
}

/**
 * As `putPixels`, the picture moved a little, lighter or darker, of more or less contrast, at times without a
 * square of it (Zhong et al. 2020), and where `mirrored` seen in a mirror every other time. What comes in from
 * outside, and what is cut out, is of the mean colour.
 */
export function putAugmented(
  pixels: Uint8Array,
  from: number,
  { width, height, channels }: ImageShape,
  pixelScale: PixelScale,
  mirrored: boolean,
  random: Random,
  out: Float32Array,
  at: number,
): void {
  const shorter = Math.min(width, height)
  const most = Math.max(1, Math.round(shorter * shift))
  const down = random.below(2 * most + 1) - most
  const right = random.below(2 * most + 1) - most
  const flipped = random.next() < 0.5 && mirrored
  const contrast = 1 + jitter * (2 * random.next() - 1)
  const light = 255 * jitter * (2 * random.next() - 1)
  const { mean, scale } = pixelScale
  out.fill(0, at, at + width * height * channels)
  for (let y = Math.max(0, down); y < Math.min(height, height + down); y++)
    for (let x = Math.max(0, right); x < Math.min(width, width + right); x++) {
      const column = flipped ? width - 1 - (x - right) : x - right
      const source = from + ((y - down) * width + column) * channels
      const target = at + (y * width + x) * channels
      for (let c = 0; c < channels; c++)
        out[target + c] = ((pixels[source + c] - mean[c]) * contrast + light) * scale[c]
    }
  if (random.next() >= cutoutRate) return
  const side = Math.max(1, Math.round(shorter * cutout))
  const top = random.below(height - side + 1)
  const left = random.below(width - side + 1)
  for (let y = top; y < top + side; y++) {
    const row = at + (y * width + left) * channels
    out.fill(0, row, row + side * channels)
  }
}

/** Of the pictures of the training split. */
export function pixelScaleOf(pixels: Uint8Array, channels: number): PixelScale {
  const sums = new Array<number>(channels).fill(0)
  const squares = new Array<number>(channels).fill(0)
  for (let i = 0; i < pixels.length; i++) {
    sums[i % channels] += pixels[i]
    squares[i % channels] += pixels[i] ** 2
  }
  const count = pixels.length / channels
  const mean = sums.map((sum) => sum / count)
  return { mean, scale: squares.map((sum, c) => 1 / Math.sqrt(Math.max(1, sum / count - mean[c] ** 2))) }
}
