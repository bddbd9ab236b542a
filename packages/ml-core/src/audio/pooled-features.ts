/** Cepstral coefficients kept of every frame. */
const coefficients = 20
/** Stretches of equal length that a clip is described by, one after the other. */
const segments = 10
/** Frames whose loudest band lies below this at either end are left out: 32 dB under the clip's loudest. */
const audible = 0.6

/**
 * Describes a log-mel spectrogram of any length by the same number of values: cepstral coefficients (the
 * cosine transform of the bands, Davis & Mermelstein 1980) averaged over ten stretches of its audible part,
 * their mean, standard deviation and mean change over all of it, and the logarithm of its length.
 */
export class PooledFeatures {
  readonly size = coefficients * (segments + 3) + 1
  private readonly bands: number
  /** Coefficients × bands. */
  private readonly cosines: Float32Array
  private cepstra = new Float32Array(0)

  constructor(bands: number) {
    this.bands = bands
    this.cosines = Float32Array.from({ length: coefficients * bands }, (_, i) => {
      const k = Math.floor(i / bands)
      return Math.sqrt(2 / bands) * Math.cos((Math.PI * k * ((i % bands) + 0.5)) / bands)
    })
  }

  /** First frame of the audible part and the one after its last; the whole clip where nothing is. */
  audiblePart(spectrogram: Float32Array): [begin: number, end: number] {
    const { bands } = this
    const isAudible = (frame: number) => {
      for (let b = frame * bands; b < (frame + 1) * bands; b++) if (spectrogram[b] > audible) return true
      return false
    }
    const frames = spectrogram.length / bands
    let begin = 0
    let end = frames
    while (begin < end && !isAudible(begin)) begin++
    if (begin === end) return [0, frames]
    while (!isAudible(end - 1)) end--
    return [begin, end]
  }

  /** Writes the features of the frames `begin … end` to `out[at …]`. */
  write(spectrogram: Float32Array, [begin, end]: [number, number], out: Float32Array, at: number): void {
    const frames = end - begin
    this.transform(spectrogram, begin, frames)
    const { cepstra } = this
    for (let s = 0; s < segments; s++) {
      const from = Math.floor((s * frames) / segments)
      const to = Math.max(from + 1, Math.ceil(((s + 1) * frames) / segments))
      for (let k = 0; k < coefficients; k++) {
        let sum = 0
        for (let f = from; f < to; f++) sum += cepstra[f * coefficients + k]
        out[at + s * coefficients + k] = sum / (to - from)
      }
    }
    let p = at + segments * coefficients
    for (let k = 0; k < coefficients; k++) {
      let sum = 0
      let squares = 0
      let change = 0
      for (let f = 0; f < frames; f++) {
        const value = cepstra[f * coefficients + k]
        sum += value
        squares += value * value
        if (f > 0) change += Math.abs(value - cepstra[(f - 1) * coefficients + k])
      }
      const mean = sum / frames
      out[p++] = mean
      out[p++] = Math.sqrt(Math.max(0, squares / frames - mean * mean))
      out[p++] = change / frames
    }
    out[p] = Math.log(frames)
  }

  private transform(spectrogram: Float32Array, begin: number, frames: number): void {
    const { bands, cosines } = this
    if (this.cepstra.length < frames * coefficients) this.cepstra = new Float32Array(frames * coefficients)
    for (let f = 0; f < frames; f++) {
      const from = (begin + f) * bands
      for (let k = 0; k < coefficients; k++) {
        let sum = 0
        for (let b = 0; b < bands; b++) sum += cosines[k * bands + b] * spectrogram[from + b]
        this.cepstra[f * coefficients + k] = sum
      }
    }
  }
}
