import type { Examples } from '../examples.ts'
import { joinSets } from '../multi-label/label-sets.ts'

/** One set of examples after the other; the columns of tables are in the same order. */
export function joinExamples(first: Examples, second: Examples): Examples {
  const answers = joinAnswers(first, second)
  if (first.kind === 'text' && second.kind === 'text')
    return { kind: 'text', texts: [...first.texts, ...second.texts], ...answers }
  if (first.kind === 'table' && second.kind === 'table') {
    const columns = first.columns.map((column, c) => ({
      ...column,
      values: [...column.values, ...second.columns[c].values],
    }))
    return { kind: 'table', columns, ...answers }
  }
  if (first.kind === 'image' && second.kind === 'image') {
    const pixels = new Uint8Array(first.pixels.length + second.pixels.length)
    pixels.set(first.pixels)
    pixels.set(second.pixels, first.pixels.length)
    return { ...first, pixels, ...answers }
  }
  if (first.kind === 'audio' && second.kind === 'audio') {
    const samples = new Int16Array(first.samples.length + second.samples.length)
    samples.set(first.samples)
    samples.set(second.samples, first.samples.length)
    const offsets = new Int32Array(answers.labels.length + 1)
    offsets.set(first.offsets)
    for (let row = 0; row < second.offsets.length; row++)
      offsets[first.labels.length + row] = first.samples.length + second.offsets[row]
    return { ...first, samples, offsets, ...answers }
  }
  throw new Error('Examples of two kinds cannot be joined.')
}

function joinAnswers(first: Examples, second: Examples): Pick<Examples, 'labels' | 'labelSets' | 'weights'> {
  const labels = new Int32Array(first.labels.length + second.labels.length)
  labels.set(first.labels)
  labels.set(second.labels, first.labels.length)
  if (!first.weights && !second.weights && !first.labelSets) return { labels }
  const weights = new Float32Array(labels.length).fill(1)
  if (first.weights) weights.set(first.weights)
  if (second.weights) weights.set(second.weights, first.labels.length)
  return {
    labels,
    ...((first.weights || second.weights) && { weights }),
    ...(first.labelSets && second.labelSets && { labelSets: joinSets(first.labelSets, second.labelSets) }),
  }
}
