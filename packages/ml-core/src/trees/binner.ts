import { type Column, cellAt } from '../examples.ts'
import type { Pacer } from '../pacing.ts'
import type { CellValue } from '../schema/index.ts'
import { binCount, type FeatureSpec } from './feature-spec.ts'
import { learnFeatures, phase } from './learn-features.ts'

/** A table in bins, column by column. */
export interface BinnedTable {
  readonly rows: number
  /** The bins of all features, one feature after the other. */
  readonly flat: Uint8Array
  /** One byte per row and feature: the bin, or the feature's number of bins where the value is missing. */
  readonly bins: readonly Uint8Array[]
}

/** Turns cells into numbers of bins. */
export class Binner {
  readonly specs: readonly FeatureSpec[]
  /** Bins per feature; that of missing values, which comes after them, is not counted. */
  readonly counts: Int32Array
  private readonly cuts: readonly Float64Array[]
  private readonly categories: readonly (Map<string, number> | null)[]

  constructor(specs: readonly FeatureSpec[]) {
    this.specs = specs
    this.counts = Int32Array.from(specs, binCount)
    this.cuts = specs.map((spec) => Float64Array.from(spec.type === 'number' ? spec.cuts : []))
    this.categories = specs.map((spec) =>
      spec.type === 'category' ? new Map(spec.categories.map((category, at) => [category, at])) : null,
    )
  }

  static async learn(columns: readonly Column[], pacer: Pacer): Promise<Binner> {
    const specs: FeatureSpec[] = []
    for (let c = 0; c < columns.length; c++) {
      if (pacer.due) await pacer.breathe()
      specs.push(...learnFeatures(columns[c], c))
    }
    return new Binner(specs)
  }

  get features(): number {
    return this.specs.length
  }

  /** Estimate of the memory it keeps. */
  get bytes(): number {
    return this.specs.reduce((total, spec, f) => {
      return total + 200 + this.counts[f] * (spec.type === 'number' ? 8 : 100)
    }, 0)
  }

  binInto(cells: readonly CellValue[], out: Uint8Array): void {
    for (let f = 0; f < this.specs.length; f++) out[f] = this.bin(f, cells[this.specs[f].column] ?? null)
  }

  /**
   * The row as numbers that the cuts are laid through: of a category its number, and of one that is missing or
   * was never seen how many there are; NaN for any other missing value.
   */
  valuesOf(cells: readonly CellValue[]): Float64Array {
    return Float64Array.from(this.specs, (spec, f) => {
      const cell = cells[spec.column] ?? null
      if (spec.type === 'category') return this.bin(f, cell)
      if (cell === null) return Number.NaN
      return spec.cycle === null ? Number(cell) : phase(Number(cell), spec.cycle)
    })
  }

  async binTable(columns: readonly Column[], rows: number, pacer: Pacer): Promise<BinnedTable> {
    const table = emptyTable(rows, this.specs.length)
    for (let f = 0; f < this.specs.length; f++) {
      if (pacer.due) await pacer.breathe()
      const column = columns[this.specs[f].column]
      this.binColumn(f, column, table.bins[f])
    }
    return table
  }

  private binColumn(f: number, column: Column, out: Uint8Array): void {
    const spec = this.specs[f]
    if (spec.type === 'number' && spec.cycle === null) binNumbers(column, this.cuts[f], this.counts[f], out)
    else for (let row = 0; row < out.length; row++) out[row] = this.bin(f, cellAt(column, row))
  }

  private bin(f: number, cell: CellValue): number {
    if (cell === null) return this.counts[f]
    const spec = this.specs[f]
    if (spec.type === 'category') return this.categories[f]?.get(String(cell)) ?? this.counts[f]
    const value = Number(cell)
    return lowerBound(this.cuts[f], spec.cycle === null ? value : phase(value, spec.cycle))
  }
}

/** Some rows of a table as a table of their own. */
export function selectRows(from: BinnedTable, rows: Int32Array): BinnedTable {
  const table = emptyTable(rows.length, from.bins.length)
  table.bins.forEach((own, f) => {
    const bins = from.bins[f]
    for (let i = 0; i < rows.length; i++) own[i] = bins[rows[i]]
  })
  return table
}

function emptyTable(rows: number, features: number): BinnedTable {
  const flat = new Uint8Array(rows * features)
  const bins = Array.from({ length: features }, (_, f) => flat.subarray(f * rows, (f + 1) * rows))
  return { rows, flat, bins }
}

function binNumbers(column: Column, cuts: Float64Array, missing: number, out: Uint8Array): void {
  for (let row = 0; row < out.length; row++) {
    const cell = cellAt(column, row)
    out[row] = cell === null ? missing : lowerBound(cuts, Number(cell))
  }
}

/** Cuts that are below the value. */
function lowerBound(cuts: Float64Array, value: number): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cuts[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
