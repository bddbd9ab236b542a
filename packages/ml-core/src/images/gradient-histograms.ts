const bins = 9
/** Orientation histograms of one cell, as many as there are bins, then of the next. */
const perBlock = 4 * bins

/**
 * Histograms of oriented gradients (Dalal & Triggs 2005) over cells of `cell` pixels: unsigned orientations,
 * shared out linearly between neighbouring cells and bins, square roots, blocks of 2 × 2 cells normalised by
 * their length. The gradient of a pixel is that of its strongest channel.
 */
export class GradientHistograms {
  readonly size: number
  private readonly width: number
  private readonly across: number
  private readonly down: number
  private readonly cell: number
  private readonly histograms: Float32Array

  constructor(width: number, height: number, cell: number) {
    this.width = width
    this.cell = cell
    this.across = Math.floor(width / cell)
    this.down = Math.floor(height / cell)
    this.histograms = new Float32Array(this.across * this.down * bins)
    this.size = Math.max(0, this.across - 1) * Math.max(0, this.down - 1) * perBlock
  }

  write(gradients: Gradients, out: Float32Array, at: number): void {
    this.gather(gradients)
    const { across, down, histograms } = this
    let p = at
    for (let cy = 0; cy + 1 < down; cy++)
      for (let cx = 0; cx + 1 < across; cx++) {
        const start = p
        // Keeps flat blocks flat: noise is not blown up to full length.
        let squares = 0.1
        for (let corner = 0; corner < 4; corner++) {
          const from = ((cy + (corner >> 1)) * across + cx + (corner & 1)) * bins
          for (let b = 0; b < bins; b++) {
            const value = histograms[from + b]
            out[p++] = Math.sqrt(value)
            squares += value
          }
        }
        const scale = 1 / Math.sqrt(squares)
        for (let q = start; q < p; q++) out[q] *= scale
      }
  }

  private gather({ magnitudes, angles }: Gradients): void {
    const { width, across, down, cell, histograms } = this
    histograms.fill(0)
    for (let y = 0; y < down * cell; y++) {
      const fy = (y + 0.5) / cell - 0.5
      const top = Math.floor(fy)
      const below = fy - top
      for (let x = 0; x < across * cell; x++) {
        const magnitude = magnitudes[y * width + x]
        if (magnitude < 1) continue
        const fx = (x + 0.5) / cell - 0.5
        const left = Math.floor(fx)
        const beside = fx - left
        const angle = angles[y * width + x] * bins
        const floor = Math.floor(angle)
        const second = angle - floor
        const b0 = floor % bins
        const b1 = (floor + 1) % bins
        for (let dy = 0; dy < 2; dy++) {
          const cy = top + dy
          if (cy < 0 || cy >= down) continue
          const vertical = magnitude * (dy === 1 ? below : 1 - below)
          for (let dx = 0; dx < 2; dx++) {
            const cx = left + dx
            if (cx < 0 || cx >= across) continue
            const share = vertical * (dx === 1 ? beside : 1 - beside)
            const h = (cy * across + cx) * bins
            histograms[h + b0] += share * (1 - second)
            histograms[h + b1] += share * second
          }
        }
      }
    }
  }
}

/** Gradient of every pixel of an image. */
export class Gradients {
  readonly magnitudes: Float32Array
  /** Unsigned orientation, 0 … 1 for 0 … π. */
  readonly angles: Float32Array
  private readonly width: number
  private readonly height: number
  private readonly channels: number

  constructor(width: number, height: number, channels: number) {
    this.width = width
    this.height = height
    this.channels = channels
    this.magnitudes = new Float32Array(width * height)
    this.angles = new Float32Array(width * height)
  }

  take(pixels: Uint8Array, from: number): void {
    const { width, height, channels, magnitudes, angles } = this
    for (let y = 0; y < height; y++) {
      const above = from + Math.max(0, y - 1) * width * channels
      const below = from + Math.min(height - 1, y + 1) * width * channels
      const row = from + y * width * channels
      for (let x = 0; x < width; x++) {
        const left = row + Math.max(0, x - 1) * channels
        const right = row + Math.min(width - 1, x + 1) * channels
        let best = -1
        let gx = 0
        let gy = 0
        for (let c = 0; c < channels; c++) {
          const dx = pixels[right + c] - pixels[left + c]
          const dy = pixels[below + x * channels + c] - pixels[above + x * channels + c]
          const squared = dx * dx + dy * dy
          if (squared <= best) continue
          best = squared
          gx = dx
          gy = dy
        }
        const at = y * width + x
        magnitudes[at] = Math.sqrt(best)
        const angle = Math.atan2(gy, gx) / Math.PI
        angles[at] = angle < 0 ? angle + 1 : angle
      }
    }
  }
}
