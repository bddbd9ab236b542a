import type { FeatureMap } from './image-extractor.ts'

/** Writes the mean of every channel, layer by layer, times `share` and added to `out[at …]`. */
export function addPooled(
  maps: readonly FeatureMap[],
  shares: readonly number[],
  out: Float32Array,
  at: number,
): void {
  let p = at
  maps.forEach(({ channels, height, width, values }, layer) => {
    const places = height * width
    for (let c = 0; c < channels; c++, p++) {
      let sum = 0
      for (let i = c * places; i < (c + 1) * places; i++) sum += values[i]
      out[p] += (sum / places) * shares[layer]
    }
  })
}
