import type { BinnedTable } from './binner.ts'
import { histogramKernels, type PassWidth, passWidths } from './histogram-kernel.ts'
import { type WasmMemory, webAssembly } from './webassembly.ts'

const pageBytes = 65_536
const slotBytes = 16

/**
 * Histograms of nodes, summed up by WebAssembly in a memory of their own. A histogram holds two numbers for
 * every bin of every feature: the sum of the gradients, and the sum of the second derivatives with the rows
 * counted on top in units that those can never reach; so the pair is all that a row has to add.
 */
export class HistogramBuilder {
  /** Where each feature's numbers begin; one entry more than features. */
  readonly offsets: Int32Array
  /** What one row adds on top of its second derivative. */
  readonly unit: number
  /** Rows in the order of the leaves they fell into. */
  readonly order: Int32Array
  /** The table's bins, feature by feature. */
  readonly bins: readonly Uint8Array[]
  private readonly memory: WasmMemory
  private readonly kernels: ReturnType<typeof histogramKernels>
  private readonly pairs: Float64Array
  private readonly spare: Float64Array[] = []

  /**
   * `counts`: bins per feature without that of missing values; `most`: histograms that are kept at a time.
   * Second derivatives are at most 1/4, so that their sum stays below a quarter of a unit.
   */
  constructor(table: BinnedTable, counts: Int32Array, most: number) {
    const { rows } = table
    this.offsets = new Int32Array(counts.length + 1)
    counts.forEach((count, f) => {
      this.offsets[f + 1] = this.offsets[f] + 2 * (count + 1)
    })
    this.unit = 2 ** Math.ceil(Math.log2(Math.max(2, rows)))
    const length = this.offsets[counts.length]
    const pairsAt = most * length * 8
    const orderAt = pairsAt + rows * slotBytes
    const binsAt = orderAt + rows * 4
    const pages = Math.ceil((binsAt + table.flat.length + 1) / pageBytes)
    this.memory = new webAssembly.Memory({ initial: pages, maximum: pages })
    const { buffer } = this.memory
    for (let at = most - 1; at >= 0; at--) this.spare.push(new Float64Array(buffer, at * length * 8, length))
    this.pairs = new Float64Array(buffer, pairsAt, rows * 2)
    this.order = new Int32Array(buffer, orderAt, rows)
    new Uint8Array(buffer, binsAt).set(table.flat)
    this.bins = table.bins.map((_, f) => new Uint8Array(buffer, binsAt + f * rows, rows))
    this.kernels = histogramKernels(this.memory)
  }

  /** An empty histogram; throws where more are taken than were asked for and none given back. */
  take(): Float64Array {
    const histogram = this.spare.pop()
    if (histogram === undefined) throw new Error('More histograms are in use than were planned for.')
    return histogram.fill(0)
  }

  giveBack(histogram: Float64Array): void {
    this.spare.push(histogram)
  }

  /** Reads the derivatives of rows `order[from … to)`, which `add` then adds. */
  gather(derivatives: Float32Array, from: number, to: number): void {
    gatherPairs(this.order, derivatives, this.unit, this.pairs, from, to)
  }

  /** Adds the gathered rows to the sums of the features from `first` on; returns how many features it did. */
  add(histogram: Float64Array, first: number, from: number, to: number): PassWidth {
    const left = this.bins.length - first
    const width = passWidths.find((candidate) => candidate <= left) ?? 1
    const features: number[] = []
    for (let f = first; f < first + width; f++)
      features.push(this.bins[f].byteOffset, histogram.byteOffset + this.offsets[f] * 8)
    const { order, pairs } = this
    const start = order.byteOffset
    this.kernels[width](pairs.byteOffset, start + from * 4, start + to * 4, ...features)
    return width
  }
}

function gatherPairs(
  order: Int32Array,
  derivatives: Float32Array,
  unit: number,
  pairs: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from, p = 0; i < to; i++, p += 2) {
    const row = order[i]
    pairs[p] = derivatives[2 * row]
    pairs[p + 1] = unit + derivatives[2 * row + 1]
  }
}

/** A node's histograms less those of one child are those of the other. */
export function subtract(from: Float64Array, what: Float64Array): void {
  for (let i = 0; i < from.length; i++) from[i] -= what[i]
}
