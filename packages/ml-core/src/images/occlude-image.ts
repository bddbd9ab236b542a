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
  { width, height, channels }: ImageShape,
  score: (pixels: Uint8Array) => number,
): Attribution[] {
  const whole = score(pixels)
  const mean = meanColour(pixels, channels)
  const size = Math.max(1, Math.ceil(Math.min(width, height) / regions))
  const seen = pixels.slice()
  const found: Attribution[] = []
  for (let top = 0; top < height; top += size)
    for (let left = 0; left < width; left += size) {
      const bottom = Math.min(height, top + size)
      const right = Math.min(width, left + size)
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++)
          for (let c = 0; c < channels; c++) seen[(y * width + x) * channels + c] = mean[c]
      found.push({
        feature: `row ${top / size + 1}, column ${left / size + 1}`,
        weight: whole - score(seen),
        box: {
          x: left / width,
          y: top / height,
          width: (right - left) / width,
          height: (bottom - top) / height,
        },
      })
      for (let y = top; y < bottom; y++) {
        const from = (y * width + left) * channels
        seen.set(pixels.subarray(from, from + (right - left) * channels), from)
      }
    }
  return found.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

function meanColour(pixels: Uint8Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0)
  for (let i = 0; i < pixels.length; i++) sums[i % channels] += pixels[i]
  return sums.map((sum) => Math.round((sum * channels) / pixels.length))
}
