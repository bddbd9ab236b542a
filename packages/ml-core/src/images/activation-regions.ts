import type { FeatureMap } from '../pretrained/image-extractor.ts'
import type { Attribution } from '../schema/index.ts'

/**
 * Shares a score that is linear in the channels' means out over the places of the picture (class activation
 * mapping, Zhou et al. 2016): `weight` of all regions sum to the score without its bias. `slopes` is what a
 * unit of each channel's mean adds, `origin` the mean at which it adds nought. Coarse maps are spread evenly
 * over the places of the finest one. Strongest first; boxes are shares of the picture's width and height.
 */
export function activationRegions(
  maps: readonly FeatureMap[],
  slopes: Float32Array,
  origin: Float32Array,
): Attribution[] {
  const height = Math.max(...maps.map((map) => map.height))
  const width = Math.max(...maps.map((map) => map.width))
  const weights = new Float64Array(height * width)
  let first = 0
  for (const map of maps) {
    const own = placeScores(map, slopes, origin, first)
    spread(own, map, weights, height, width)
    first += map.channels
  }
  return Array.from(weights, (weight, place): Attribution => {
    const [row, column] = [Math.floor(place / width), place % width]
    return {
      feature: `row ${row + 1}, column ${column + 1}`,
      weight,
      box: { x: column / width, y: row / height, width: 1 / width, height: 1 / height },
    }
  }).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

/** What every place of a map adds, where its channels are numbers `first` and on. */
function placeScores(
  { channels, height, width, values }: FeatureMap,
  slopes: Float32Array,
  origin: Float32Array,
  first: number,
): Float64Array {
  const places = height * width
  const scores = new Float64Array(places)
  for (let c = 0; c < channels; c++) {
    const slope = slopes[first + c] / places
    for (let place = 0; place < places; place++)
      scores[place] += slope * (values[c * places + place] - origin[first + c])
  }
  return scores
}

/** Adds each place of a coarse map to the places of the fine one that it covers, by the areas shared. */
function spread(
  scores: Float64Array,
  map: FeatureMap,
  out: Float64Array,
  height: number,
  width: number,
): void {
  for (let y = 0; y < map.height; y++)
    for (let x = 0; x < map.width; x++)
      for (let row = 0; row < height; row++) {
        const down = overlap(y, map.height, row, height)
        if (down === 0) continue
        for (let column = 0; column < width; column++)
          out[row * width + column] += scores[y * map.width + x] * down * overlap(x, map.width, column, width)
      }
}

/** The share of part `a` of `parts` that lies in part `b` of `others`, along one side. */
function overlap(a: number, parts: number, b: number, others: number): number {
  const shared = Math.min((a + 1) / parts, (b + 1) / others) - Math.max(a / parts, b / others)
  return Math.max(0, shared) * parts
}
