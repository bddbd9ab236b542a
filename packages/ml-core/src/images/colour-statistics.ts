/** Levels per channel of the colour histograms. */
const levels = 6
/** Beside the many gradients the few colours would go unheard. */
const loudness = 2
/** Quarters of the picture, and its middle, as shares of width and height. */
const regions = [
  [0, 0, 0.5, 0.5],
  [0.5, 0, 1, 0.5],
  [0, 0.5, 0.5, 1],
  [0.5, 0.5, 1, 1],
  [0.25, 0.25, 0.75, 0.75],
  [0, 0, 1, 1],
] as const

/**
 * Mean and standard deviation of each channel over a grid of cells, and for colours the square roots of a
 * coarse joint histogram of each quarter, the middle and the whole. Channels are read as 0 … 1.
 */
export class ColourStatistics {
  readonly size: number
  private readonly width: number
  private readonly height: number
  private readonly channels: number
  private readonly cell: number
  private readonly across: number
  private readonly down: number
  private readonly histogram: Float32Array

  constructor(width: number, height: number, channels: number) {
    this.width = width
    this.height = height
    this.channels = channels
    const side = Math.min(width, height)
    this.cell = Math.min(side, Math.max(2, side >> 3))
    this.across = Math.max(1, Math.floor(width / this.cell))
    this.down = Math.max(1, Math.floor(height / this.cell))
    this.histogram = new Float32Array(channels === 3 ? levels ** 3 : 0)
    this.size = this.across * this.down * channels * 2 + this.histogram.length * regions.length
  }

  write(pixels: Uint8Array, from: number, out: Float32Array, at: number): void {
    const { width, channels, cell, across, down, histogram, height } = this
    const area = cell * cell
    let p = at
    for (let cy = 0; cy < down; cy++)
      for (let cx = 0; cx < across; cx++)
        for (let c = 0; c < channels; c++) {
          let sum = 0
          let squares = 0
          for (let dy = 0; dy < cell; dy++)
            for (let dx = 0; dx < cell; dx++) {
              const value = pixels[from + ((cy * cell + dy) * width + cx * cell + dx) * channels + c] / 255
              sum += value
              squares += value * value
            }
          const mean = sum / area
          out[p++] = mean
          out[p++] = Math.sqrt(Math.max(0, squares / area - mean * mean))
        }
    if (channels !== 3) return
    for (const [left, top, right, bottom] of regions) {
      histogram.fill(0)
      let count = 0
      for (let y = Math.floor(top * height); y < Math.ceil(bottom * height); y++)
        for (let x = Math.floor(left * width); x < Math.ceil(right * width); x++) {
          const i = from + (y * width + x) * 3
          histogram[
            (levelOf(pixels[i]) * levels + levelOf(pixels[i + 1])) * levels + levelOf(pixels[i + 2])
          ]++
          count++
        }
      for (const filled of histogram) out[p++] = loudness * Math.sqrt(filled / count)
    }
  }
}

function levelOf(value: number): number {
  return (value * levels) >> 8
}
