import type { Examples } from '@assay/ml-core'

/** One row of the examples by itself, as a caller would send it. */
export function rowOf(examples: Examples, row: number): Examples {
  const labels = new Int32Array(1)
  switch (examples.kind) {
    case 'text':
      return { kind: 'text', texts: [examples.texts[row] ?? ''], labels }
    case 'table': {
      const columns = examples.columns.map((column) => ({ ...column, values: [column.values[row] ?? null] }))
      return { kind: 'table', columns, labels }
    }
    case 'image': {
      const size = examples.width * examples.height * examples.channels
      return { ...examples, pixels: examples.pixels.slice(row * size, (row + 1) * size), labels }
    }
    case 'audio': {
      const samples = examples.samples.slice(examples.offsets[row], examples.offsets[row + 1])
      return { ...examples, samples, offsets: Int32Array.of(0, samples.length), labels }
    }
  }
}
