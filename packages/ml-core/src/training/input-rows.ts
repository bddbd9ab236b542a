import { cellAt, clipAt, type Examples, imageSize } from '../examples.ts'

/** The first rows as models of their kind take them. */
export function inputRows(examples: Examples, most = Number.POSITIVE_INFINITY): unknown[] {
  const rows = Array.from({ length: Math.min(most, examples.labels.length) }, (_, row) => row)
  switch (examples.kind) {
    case 'text':
      return rows.map((row) => examples.texts[row])
    case 'table':
      return rows.map((row) => examples.columns.map((column) => cellAt(column, row)))
    case 'image': {
      const size = imageSize(examples)
      return rows.map((row) => examples.pixels.subarray(row * size, (row + 1) * size))
    }
    case 'audio':
      return rows.map((row) => clipAt(examples, row))
  }
}
