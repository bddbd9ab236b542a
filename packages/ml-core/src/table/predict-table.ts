import type { TableModel } from '../classifiers/model.ts'
import { cellAt, type Examples } from '../examples.ts'
import type { CellValue } from '../schema/index.ts'
import { requireTable } from '../training/require-examples.ts'

/** Probabilities for every row of a table whose columns are in the order that was learned. */
export function predictTable(model: TableModel, examples: Examples): Float32Array {
  const { columns, labels } = requireTable(examples, model.classes)
  const out = new Float32Array(labels.length * model.classes)
  const cells: CellValue[] = new Array(columns.length).fill(null)
  for (let row = 0; row < labels.length; row++) {
    for (let c = 0; c < columns.length; c++) cells[c] = cellAt(columns[c], row)
    model.predictInto(cells, out, row * model.classes)
  }
  return out
}
