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
