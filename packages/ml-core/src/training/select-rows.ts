import { cellAt, clipAt, type Examples, imageSize } from '../examples.ts'
import { selectSets } from '../multi-label/label-sets.ts'

/** The given rows of the examples, in the given order. */
export function selectRows<Of extends Examples>(examples: Of, rows: Int32Array): Of
export function selectRows(examples: Examples, rows: Int32Array): Examples {
  const { labels, labelSets, weights } = examples
  const answers = {
    labels: rows.map((row) => labels[row]),
    ...(labelSets && { labelSets: selectSets(labelSets, rows) }),
    ...(weights && { weights: Float32Array.from(rows, (row) => weights[row]) }),
  }
  switch (examples.kind) {
    case 'text':
      return { kind: 'text', texts: Array.from(rows, (row) => examples.texts[row]), ...answers }
    case 'table': {
      const columns = examples.columns.map((column) => ({
        ...column,
        values: Array.from(rows, (row) => cellAt(column, row)),
      }))
      return { kind: 'table', columns, ...answers }
    }
    case 'audio': {
      const clips = Array.from(rows, (row) => clipAt(examples, row))
      const offsets = new Int32Array(rows.length + 1)
      clips.forEach((clip, at) => {
        offsets[at + 1] = offsets[at] + clip.length
      })
      const samples = new Int16Array(offsets[rows.length])
      clips.forEach((clip, at) => {
        samples.set(clip, offsets[at])
      })
      return { ...examples, samples, offsets, ...answers }
    }
    case 'image': {
      const size = imageSize(examples)
      const pixels = new Uint8Array(rows.length * size)
      rows.forEach((row, at) => {
        pixels.set(examples.pixels.subarray(row * size, (row + 1) * size), at * size)
      })
      return { ...examples, pixels, ...answers }
    }
  }
}

/** Rows of weight 0 are as good as absent. */
export function withoutWeightless<Of extends Examples>(examples: Of): Of {
  const { weights } = examples
  if (!weights?.includes(0)) return examples
  const rows: number[] = []
  weights.forEach((weight, row) => {
    if (weight > 0) rows.push(row)
  })
  return selectRows(examples, Int32Array.from(rows))
}
