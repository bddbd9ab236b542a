const hertzPerMel = 200 / 3
const logFromHertz = 1000
const logFromMel = logFromHertz / hertzPerMel
const logStep = Math.log(6.4) / 27

/** Slaney's mel scale (Auditory Toolbox 1998): linear below 1 kHz, logarithmic above. */
export function hertzToMel(hertz: number): number {
  return hertz < logFromHertz ? hertz / hertzPerMel : logFromMel + Math.log(hertz / logFromHertz) / logStep
}

export function melToHertz(mel: number): number {
  return mel < logFromMel ? mel * hertzPerMel : logFromHertz * Math.exp(logStep * (mel - logFromMel))
}

/** Band edges in Hz from zero to half the rate, evenly spaced in mel; band b spans edges b … b + 2. */
export function melEdges(bands: number, rate: number): Float64Array {
  const top = hertzToMel(rate / 2)
  return Float64Array.from({ length: bands + 2 }, (_, i) => melToHertz((top * i) / (bands + 1)))
}

/**
 * Triangular mel filters over the bins of a power spectrum, each divided by its width so that all have the
 * same area (Slaney 1998; the values of `librosa.filters.mel`).
 */
export class MelFilterbank {
  readonly bands: number
  /** First bin of every band, and its weights from there on. */
  private readonly first: Int32Array
  private readonly weights: Float32Array[]

  /** `size` is that of the transformed frame. */
  constructor(rate: number, size: number, bands: number) {
    this.bands = bands
    const edges = melEdges(bands, rate)
    this.first = new Int32Array(bands)
    this.weights = Array.from({ length: bands }, (_, band) => {
      const [low, centre, high] = edges.subarray(band, band + 3)
      const all = Array.from({ length: (size >> 1) + 1 }, (_, bin) => {
        const hertz = (bin * rate) / size
        const height = Math.min((hertz - low) / (centre - low), (high - hertz) / (high - centre))
        return (Math.max(0, height) * 2) / (high - low)
      })
      const begin = Math.max(
        0,
        all.findIndex((weight) => weight > 0),
      )
      this.first[band] = begin
      return Float32Array.from(all.slice(begin, all.findLastIndex((weight) => weight > 0) + 1))
    })
  }

  /** Writes the energy of every band to `out[at …]`. */
  write(power: Float32Array, out: Float32Array, at: number): void {
    for (let band = 0; band < this.bands; band++) {
      const weights = this.weights[band]
      const first = this.first[band]
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i] * power[first + i]
      out[at + band] = sum
    }
  }
}
