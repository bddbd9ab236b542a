import { MelFilterbank } from './mel-filterbank.ts'
import { PowerSpectrum } from './power-spectrum.ts'

const windowSeconds = 0.025
const hopSeconds = 0.01
/** Decibels under the clip's loudest cell that count as silence. */
const depth = 80
/** Keeps silence from being divided by nothing: far below the quantisation noise of 16 bits. */
const faintest = 1e-3
const bandCount = 40

/**
 * Log-mel spectrograms of mono clips: Hann windows of 25 ms every 10 ms, mel bands in decibels below the
 * clip's loudest cell, 0 at 80 dB below it or less and 1 at the loudest, so that loudness does not matter.
 */
export class LogMel {
  readonly rate: number
  readonly bands = bandCount
  /** Samples between two frames. */
  readonly hop: number
  private readonly window: Float32Array
  private readonly frame: Float32Array
  private readonly power: Float32Array
  private readonly spectrum: PowerSpectrum
  private readonly filters: MelFilterbank

  constructor(rate: number) {
    this.rate = rate
    this.hop = Math.max(1, Math.round(hopSeconds * rate))
    const length = Math.max(4, Math.round(windowSeconds * rate))
    this.window = Float32Array.from(
      { length },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length),
    )
    const size = 2 ** Math.ceil(Math.log2(length))
    this.frame = new Float32Array(size)
    this.spectrum = new PowerSpectrum(size)
    this.power = new Float32Array(this.spectrum.bins)
    this.filters = new MelFilterbank(rate, size, bandCount)
  }

  /** Frames of a clip of so many samples: one at least. */
  frames(samples: number): number {
    return 1 + Math.max(0, Math.floor((samples - this.window.length) / this.hop))
  }

  /** Writes frames × bands to the beginning of `out`. */
  write(samples: Int16Array, out: Float32Array): void {
    const { window, frame, hop, power, bands } = this
    const frames = this.frames(samples.length)
    for (let f = 0; f < frames; f++) {
      const from = f * hop
      const length = Math.min(window.length, samples.length - from)
      for (let i = 0; i < length; i++) frame[i] = samples[from + i] * window[i]
      frame.fill(0, Math.max(0, length), window.length)
      this.spectrum.write(frame, power)
      this.filters.write(power, out, f * bands)
    }
    relateToLoudest(out.subarray(0, frames * bands))
  }
}

/** Energies become shares of the depth below the loudest. */
function relateToLoudest(cells: Float32Array): void {
  let loudest = faintest
  for (const cell of cells) if (cell > loudest) loudest = cell
  if (loudest <= faintest) {
    cells.fill(0)
    return
  }
  const scale = 10 / (Math.LN10 * depth)
  for (let i = 0; i < cells.length; i++)
    cells[i] = Math.max(0, 1 + scale * Math.log(Math.max(faintest, cells[i]) / loudest))
}
