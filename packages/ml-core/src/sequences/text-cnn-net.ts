import { integrateGradients } from '../explain/integrated-gradients.ts'
import type { LogOdds } from '../explain/log-odds.ts'
import type { Weights } from '../nets/weights.ts'
import { addProduct, type SequenceNet } from './architecture.ts'
import { ProjectionTable } from './projection-table.ts'
import { padding } from './sequence-encoder.ts'

/** Tokens that a filter looks at. */
export const filterWidths = [3, 4, 5] as const
/** Padding before a text, so that its first tokens are seen as such. */
export const lead = 2
/** Padding after it: a filter's window over nothing but padding is there whatever a batch is padded to. */
export const trail = 5

/** A text CNN on typed arrays: each token's share in every filter is looked up, and a convolution only adds. */
export class TextCnnNet implements SequenceNet {
  private readonly table: ProjectionTable
  private readonly filters: number
  /** Of all filters, width by width. */
  private readonly bias: Float32Array
  private readonly output: Float32Array
  private readonly outputBias: Float32Array
  private readonly features: Float32Array
  private readonly window: Float32Array
  private readonly scores: Float32Array

  constructor(weights: Weights, classes: number, filters: number) {
    this.filters = filters
    const offsets = filterWidths.reduce((sum, width) => sum + width, 0)
    const kernel = sideBySide(
      filterWidths.map((width) => weights[`filter-${width}`]),
      filters,
    )
    this.table = new ProjectionTable(weights['embedding'], kernel, new Float32Array(offsets * filters))
    this.bias = new Float32Array(filterWidths.length * filters)
    filterWidths.forEach((width, w) => {
      this.bias.set(weights[`filter-${width}-bias`], w * filters)
    })
    this.output = weights['output']
    this.outputBias = weights['output-bias']
    this.features = new Float32Array(this.bias.length)
    this.window = new Float32Array(filters)
    this.scores = new Float32Array(classes)
  }

  get bytes(): number {
    const { table, bias, output, outputBias } = this
    return table.bytes + bias.byteLength * 2 + output.byteLength + outputBias.byteLength * 2
  }

  forward(ids: Int32Array, length: number): Float32Array {
    const { features, bias, scores, filters } = this
    // What a window over nothing but padding gives.
    features.fill(0)
    let offset = 0
    filterWidths.forEach((width, w) => {
      const own = features.subarray(w * filters, (w + 1) * filters)
      for (let start = -lead; start < length; start++) this.look(ids, length, start, width, offset, own)
      offset += width
    })
    for (let f = 0; f < features.length; f++) features[f] = Math.max(0, features[f] + bias[f])
    scores.set(this.outputBias)
    addProduct(features, this.output, scores)
    return scores
  }

  /**
   * Scaling all embeddings scales every window, so that each filter keeps looking at the same one: its share is
   * integrated over its one feature, and split among the tokens of that window as they make it up.
   */
  attribute(ids: Int32Array, odds: LogOdds): Float64Array {
    const { bias, output, outputBias } = this
    const classes = outputBias.length
    const { largest, starts } = this.findWindows(ids)
    const features = new Float32Array(bias.length)
    const rates = new Float64Array(bias.length)
    const shares = integrateGradients(bias.length, (place) => {
      for (let f = 0; f < bias.length; f++) features[f] = Math.max(0, place * largest[f] + bias[f])
      const scores = outputBias.slice()
      addProduct(features, output, scores)
      const slopes = odds.gradient(scores)
      for (let f = 0; f < bias.length; f++) {
        let slope = 0
        if (features[f] > 0) for (let k = 0; k < classes; k++) slope += slopes[k] * output[f * classes + k]
        rates[f] = slope * largest[f]
      }
      return { score: odds.value(scores), rates }
    })
    return this.shareOut(ids, shares, largest, starts)
  }

  /** What each filter finds, and where the window begins that it finds it in. */
  private findWindows(ids: Int32Array): { largest: Float32Array; starts: Int32Array } {
    const { filters, bias } = this
    const largest = new Float32Array(bias.length)
    const starts = new Int32Array(bias.length)
    const before = new Float32Array(filters)
    let offset = 0
    filterWidths.forEach((width, w) => {
      const own = largest.subarray(w * filters, (w + 1) * filters)
      for (let start = -lead; start < ids.length; start++) {
        before.set(own)
        this.look(ids, ids.length, start, width, offset, own)
        for (let f = 0; f < filters; f++) if (own[f] > before[f]) starts[w * filters + f] = start
      }
      offset += width
    })
    return { largest, starts }
  }

  private shareOut(
    ids: Int32Array,
    shares: Float64Array,
    largest: Float32Array,
    starts: Int32Array,
  ): Float64Array {
    const { filters, table } = this
    const perPlace = new Float64Array(ids.length)
    let offset = 0
    filterWidths.forEach((width, w) => {
      for (let f = 0; f < filters; f++) {
        const at = w * filters + f
        if (largest[at] <= 0) continue
        for (let k = 0; k < width; k++) {
          const id = ids[starts[at] + k] ?? padding
          if (id === padding) continue
          const part = table.values[table.find(id) + (offset + k) * filters + f]
          perPlace[starts[at] + k] += (shares[at] * part) / largest[at]
        }
      }
      offset += width
    })
    return perPlace
  }

  /** Raises `largest` by what the filters of one width see from place `start` on. */
  private look(
    ids: Int32Array,
    length: number,
    start: number,
    width: number,
    offset: number,
    largest: Float32Array,
  ): void {
    const { table, window, filters } = this
    const { values } = table
    window.fill(0)
    const end = Math.min(width, length - start)
    for (let k = Math.max(0, -start); k < end; k++) {
      const id = ids[start + k]
      if (id === padding) continue
      const from = table.find(id) + (offset + k) * filters
      for (let f = 0; f < filters; f++) window[f] += values[from + f]
    }
    for (let f = 0; f < filters; f++) if (window[f] > largest[f]) largest[f] = window[f]
  }
}

/** Kernels of width × inputs × filters as one matrix of inputs × (all widths' places × filters). */
function sideBySide(kernels: readonly Float32Array[], filters: number): Float32Array {
  const places = filterWidths.reduce((sum, width) => sum + width, 0)
  const inputs = kernels[0].length / (filterWidths[0] * filters)
  const matrix = new Float32Array(inputs * places * filters)
  let place = 0
  kernels.forEach((kernel, w) => {
    for (let k = 0; k < filterWidths[w]; k++, place++)
      for (let i = 0; i < inputs; i++) {
        const from = (k * inputs + i) * filters
        matrix.set(kernel.subarray(from, from + filters), (i * places + place) * filters)
      }
  })
  return matrix
}
