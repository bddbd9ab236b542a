import type { Attribution } from '../schema/index.ts'
import type { ImageShape } from './image-features.ts'

/** Regions along the shorter side. */
const regions = 7

/**
 * Blots out one region after the other with the picture's mean colour and notes how far `score` falls
 * (occlusion, Zeiler & Fergus 2014). Strongest first; boxes are shares of the picture's width and height.
 */
export function occludeImage(
  pixels: Uint8Array,
  shape: ImageShape,
  score: (pixels: Uint8Array) => number,
): Attribution[] {
  const { copies, attribute } = occlusions(pixels, shape)
  return attribute(copies.map(score))
}

interface Occlusions {
  /** The picture itself, then a copy for each region that lacks it. */
  copies: Uint8Array[]
  /** What each region is worth, from the score of every copy. */
  attribute(scores: readonly number[]): Attribution[]
}

/** The two halves of `occludeImage`, for a model that scores many pictures together or answers later. */
export function occlusions(pixels: Uint8Array, { width, height, channels }: ImageShape): Occlusions {
  const mean = meanColour(pixels, channels)
  const size = Math.max(1, Math.ceil(Math.min(width, height) / regions))
  const copies = [pixels]
  const places: Omit<Attribution, 'weight'>[] = []
  for (let top = 0; top < height; top += size)
    for (let left = 0; left < width; left += size) {
      const bottom = Math.min(height, top + size)
      const right = Math.min(width, left + size)
      const seen = pixels.slice()
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++)
          for (let c = 0; c < channels; c++) seen[(y * width + x) * channels + c] = mean[c]
      copies.push(seen)
      places.push({
        feature: `row ${top / size + 1}, column ${left / size + 1}`,
        box: {
          x: left / width,
          y: top / height,
          width: (right - left) / width,
          height: (bottom - top) / height,
        },
      })
    }
  return {
    copies,
    attribute: ([whole, ...scores]) =>
      places
        .map((place, p): Attribution => ({ ...place, weight: whole - scores[p] }))
        .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  }
}

function meanColour(pixels: Uint8Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0)
  for (let i = 0; i < pixels.length; i++) sums[i % channels] += pixels[i]
  return sums.map((sum) => Math.round((sum * channels) / pixels.length))
}
