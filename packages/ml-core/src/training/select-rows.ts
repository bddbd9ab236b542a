import { cellAt, type Examples, imageSize } from '../examples.ts'

/** The given rows of the examples, in the given order. */
export function selectRows(examples: Examples, rows: Int32Array): Examples {
  const labels = rows.map((row) => examples.labels[row])
  switch (examples.kind) {
    case 'text':
      return { kind: 'text', texts: Array.from(rows, (row) => examples.texts[row]), labels }
    case 'table': {
      const columns = examples.columns.map((column) => ({
        ...column,
        values: Array.from(rows, (row) => cellAt(column, row)),
      }))
      return { kind: 'table', columns, labels }
    }
    case 'image': {
      const size = imageSize(examples)
      const pixels = new Uint8Array(rows.length * size)
      rows.forEach((row, at) => {
        pixels.set(examples.pixels.subarray(row * size, (row + 1) * size), at * size)
      })
      return { ...examples, pixels, labels }
    }
  }
}
