/**
 * Power spectra of real frames: a radix-2 fast Fourier transform (Cooley & Tukey 1965) of half the size over
 * even and odd samples as one complex frame, untangled afterwards.
 */
export class PowerSpectrum {
  readonly size: number
  /** Frequencies from zero to half the rate, both included. */
  readonly bins: number
  private readonly half: number
  private readonly reversed: Int32Array
  private readonly cosines: Float64Array
  private readonly sines: Float64Array
  private readonly real: Float64Array
  private readonly imaginary: Float64Array

  /** `size` is a power of two, 4 or more. */
  constructor(size: number) {
    this.size = size
    this.half = size >> 1
    this.bins = this.half + 1
    const bits = Math.log2(this.half)
    this.reversed = Int32Array.from({ length: this.half }, (_, i) => reverseBits(i, bits))
    this.cosines = Float64Array.from({ length: this.half }, (_, i) => Math.cos((2 * Math.PI * i) / size))
    this.sines = Float64Array.from({ length: this.half }, (_, i) => Math.sin((2 * Math.PI * i) / size))
    this.real = new Float64Array(this.half)
    this.imaginary = new Float64Array(this.half)
  }

  /** Writes |X|² of the frame (`size` values) to `out`, `bins` values. */
  write(frame: Float32Array, out: Float32Array): void {
    const { half, reversed, real, imaginary, cosines, sines } = this
    for (let i = 0; i < half; i++) {
      const from = 2 * reversed[i]
      real[i] = frame[from]
      imaginary[i] = frame[from + 1]
    }
    this.transform()
    out[0] = (real[0] + imaginary[0]) ** 2
    out[half] = (real[0] - imaginary[0]) ** 2
    for (let k = 1; k < half; k++) {
      const mirrored = half - k
      const evenReal = (real[k] + real[mirrored]) / 2
      const evenImaginary = (imaginary[k] - imaginary[mirrored]) / 2
      const oddReal = (imaginary[k] + imaginary[mirrored]) / 2
      const oddImaginary = (real[mirrored] - real[k]) / 2
      const re = evenReal + cosines[k] * oddReal + sines[k] * oddImaginary
      const im = evenImaginary + cosines[k] * oddImaginary - sines[k] * oddReal
      out[k] = re * re + im * im
    }
  }

  private transform(): void {
    const { half, real, imaginary, cosines, sines } = this
    for (let width = 1; width < half; width *= 2) {
      const stride = half / width
      for (let start = 0; start < half; start += 2 * width)
        for (let j = 0; j < width; j++) {
          const upper = start + j
          const lower = upper + width
          const cosine = cosines[j * stride]
          const sine = sines[j * stride]
          const re = real[lower] * cosine + imaginary[lower] * sine
          const im = imaginary[lower] * cosine - real[lower] * sine
          real[lower] = real[upper] - re
          imaginary[lower] = imaginary[upper] - im
          real[upper] += re
          imaginary[upper] += im
        }
    }
  }
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0
  for (let bit = 0; bit < bits; bit++) if (value & (1 << bit)) reversed |= 1 << (bits - 1 - bit)
  return reversed
}
