import type { BundleFiles } from '../classifiers/classifier.ts'
import { loadImageModel, loadTableModel, loadTextModel } from '../classifiers/families.ts'
import { cellAt, type Examples, imageSize } from '../examples.ts'
import type { Pacer } from '../pacing.ts'
import type { CellValue, Family } from '../schema/index.ts'

/** Rows between two looks at the clock. */
const stretch = 64

/** Probabilities of every row, rows × classes, from what a family saved: the answers that it will be hosted with. */
export async function predictAll(
  family: Family,
  files: BundleFiles,
  examples: Examples,
  pacer: Pacer,
): Promise<Float32Array> {
  const { classes, answer } = rowAnswers(family, files, examples)
  const rows = examples.labels.length
  const out = new Float32Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    answer(row, out)
    if (row % stretch === 0 && pacer.due) await pacer.breathe()
  }
  return out
}

function rowAnswers(
  family: Family,
  files: BundleFiles,
  examples: Examples,
): { classes: number; answer: (row: number, out: Float32Array) => void } {
  if (examples.kind === 'text') {
    const model = loadTextModel(family, files)
    const { classes } = model
    return { classes, answer: (row, out) => model.predictInto(examples.texts[row], out, row * classes) }
  }
  if (examples.kind === 'image') {
    const model = loadImageModel(family, files)
    const { classes } = model
    const size = imageSize(examples)
    return {
      classes,
      answer: (row, out) =>
        model.predictInto(examples.pixels.subarray(row * size, (row + 1) * size), out, row * classes),
    }
  }
  const model = loadTableModel(family, files)
  const { classes } = model
  const cells: CellValue[] = new Array(examples.columns.length).fill(null)
  return {
    classes,
    answer(row, out) {
      examples.columns.forEach((column, c) => {
        cells[c] = cellAt(column, row)
      })
      model.predictInto(cells, out, row * classes)
    },
  }
}
