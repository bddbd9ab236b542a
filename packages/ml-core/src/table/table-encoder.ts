import { type Column, cellAt } from '../examples.ts'
import type { SparseMatrix } from '../linear/sparse-matrix.ts'
import type { Pacer } from '../pacing.ts'
import type { CellValue } from '../schema/index.ts'
import { type ColumnSpec, columnWidth, cycleMs } from './column-spec.ts'
import { learnColumn } from './learn-columns.ts'

/** Values further out than this many standard deviations count as that far. */
const furthest = 8

/** Turns the cells of a row, in column order, into numbers. */
export class TableEncoder {
  readonly specs: readonly ColumnSpec[]
  /** First input of each column. */
  readonly starts: readonly number[]
  /** Inputs per row. */
  readonly width: number
  private readonly categoryNumbers: (Map<string, number> | null)[]

  constructor(specs: readonly ColumnSpec[]) {
    this.specs = specs
    const starts: number[] = []
    let width = 0
    for (const spec of specs) {
      starts.push(width)
      width += columnWidth(spec)
    }
    this.starts = starts
    this.width = width
    this.categoryNumbers = specs.map((spec) =>
      spec.type === 'category' ? new Map(spec.categories.map((category, at) => [category, at])) : null,
    )
  }

  static learn(columns: readonly Column[]): TableEncoder {
    return new TableEncoder(columns.map(learnColumn))
  }

  /** Estimate of the memory it keeps. */
  get bytes(): number {
    return this.specs.reduce(
      (total, spec) => total + 200 + (spec.type === 'category' ? spec.categories.length * 100 : 0),
      0,
    )
  }

  encodeInto(cells: readonly CellValue[], out: Float32Array): void {
    out.fill(0)
    for (let c = 0; c < this.specs.length; c++) this.encodeCell(c, cells[c] ?? null, out)
  }

  /** All rows of a table; the columns are found by name. */
  async encodeTable(columns: readonly Column[], rows: number, pacer: Pacer): Promise<SparseMatrix> {
    const ordered = orderColumns(this.specs, columns)
    const offsets = new Int32Array(rows + 1)
    const row = new Float32Array(this.width)
    const cells: CellValue[] = new Array(this.specs.length).fill(null)
    let indices = new Int32Array(Math.max(16, rows * this.specs.length * 2))
    let values = new Float32Array(indices.length)
    let entries = 0
    for (let r = 0; r < rows; r++) {
      if (r % 256 === 0 && pacer.due) await pacer.breathe()
      for (let c = 0; c < cells.length; c++) cells[c] = cellAt(ordered[c], r)
      this.encodeInto(cells, row)
      if (entries + this.width > indices.length) {
        indices = extend(indices, new Int32Array(indices.length * 2 + this.width))
        values = extend(values, new Float32Array(indices.length))
      }
      for (let i = 0; i < this.width; i++) {
        if (row[i] === 0) continue
        indices[entries] = i
        values[entries++] = row[i]
      }
      offsets[r + 1] = entries
    }
    return {
      rows,
      columns: this.width,
      offsets,
      indices: indices.subarray(0, entries),
      values: values.subarray(0, entries),
    }
  }

  private encodeCell(c: number, cell: CellValue, out: Float32Array): void {
    const spec = this.specs[c]
    const start = this.starts[c]
    if (cell === null) {
      if (spec.missing) out[start + columnWidth(spec) - 1] = 1
      return
    }
    switch (spec.type) {
      case 'number':
        out[start] = clamp((Number(cell) - spec.mean) / spec.scale)
        return
      case 'boolean':
        out[start] = cell === true ? 1 : -1
        return
      case 'category': {
        const number = this.categoryNumbers[c]?.get(String(cell))
        if (number !== undefined) out[start + number] = 1
        else if (spec.other) out[start + spec.categories.length] = 1
        return
      }
      case 'date': {
        const value = Number(cell)
        out[start] = clamp((value - spec.mean) / spec.scale)
        spec.cycles.forEach((cycle, at) => {
          const angle = (2 * Math.PI * value) / cycleMs[cycle]
          out[start + 1 + at * 2] = Math.sin(angle)
          out[start + 2 + at * 2] = Math.cos(angle)
        })
      }
    }
  }
}

function clamp(value: number): number {
  return Math.max(-furthest, Math.min(furthest, value))
}

function extend<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

function orderColumns(specs: readonly ColumnSpec[], columns: readonly Column[]): Column[] {
  const byName = new Map(columns.map((column) => [column.name, column]))
  return specs.map((spec) => {
    const column = byName.get(spec.name)
    return column ?? { name: spec.name, type: spec.type, values: [] }
  })
}
