import { DatasetUnusable } from '../errors.ts'
import {
  type AudioExamples,
  type Examples,
  type ImageExamples,
  imageSize,
  type TableExamples,
  type TextExamples,
} from '../examples.ts'

import type { LabelSets } from '../multi-label/label-sets.ts'

const plurals = { text: 'texts', table: 'tables', image: 'images', audio: 'sounds' } as const

/** Examples of whatever kind they are; throws `DatasetUnusable`. */
export function requireAny(examples: Examples, classes: number): Examples {
  if (examples.kind === 'text') return requireTexts(examples, classes)
  if (examples.kind === 'table') return requireTable(examples, classes)
  if (examples.kind === 'audio') return requireClips(examples, classes)
  return requireImages(examples, classes)
}

/** Texts whose labels match; throws `DatasetUnusable`. */
export function requireTexts(examples: Examples, classes: number): TextExamples {
  if (examples.kind !== 'text')
    throw new DatasetUnusable(`This classifier reads texts, not ${plurals[examples.kind]}.`)
  if (examples.texts.length !== examples.labels.length)
    throw new DatasetUnusable(
      `There are ${examples.texts.length} texts but ${examples.labels.length} labels.`,
    )
  for (const text of examples.texts)
    if (typeof text !== 'string') throw new DatasetUnusable('One of the texts is not a string.')
  requireLabels(examples, classes)
  return examples
}

/** Columns of one length with finite numbers, whose labels match; throws `DatasetUnusable`. */
export function requireTable(examples: Examples, classes: number): TableExamples {
  if (examples.kind !== 'table')
    throw new DatasetUnusable(`This classifier reads tables, not ${plurals[examples.kind]}.`)
  for (const column of examples.columns) {
    if (column.values.length !== examples.labels.length)
      throw new DatasetUnusable(
        `Column "${column.name}" has ${column.values.length} values for ${examples.labels.length} labels.`,
      )
    for (const value of column.values)
      if (typeof value === 'number' && !Number.isFinite(value))
        throw new DatasetUnusable(`Column "${column.name}" holds a number that is not finite.`)
  }
  requireLabels(examples, classes)
  return examples
}

/** Images of one size whose labels match; throws `DatasetUnusable`. */
export function requireImages(examples: Examples, classes: number): ImageExamples {
  if (examples.kind !== 'image')
    throw new DatasetUnusable(`This classifier reads images, not ${plurals[examples.kind]}.`)
  const size = imageSize(examples)
  if (size <= 0 || examples.pixels.length !== examples.labels.length * size)
    throw new DatasetUnusable(
      `${examples.pixels.length} bytes are not ${examples.labels.length} images of ${size} bytes each.`,
    )
  requireLabels(examples, classes)
  return examples
}

/** Clips that lie one after the other and whose labels match; throws `DatasetUnusable`. */
export function requireClips(examples: Examples, classes: number): AudioExamples {
  if (examples.kind !== 'audio')
    throw new DatasetUnusable(`This classifier reads sounds, not ${plurals[examples.kind]}.`)
  const { samples, offsets, labels, rate } = examples
  if (offsets.length !== labels.length + 1)
    throw new DatasetUnusable(`There are ${offsets.length - 1} clips but ${labels.length} labels.`)
  const inOrder = offsets.every((offset, row) => row === 0 || offset >= offsets[row - 1])
  if (!inOrder || offsets[0] !== 0 || offsets[labels.length] !== samples.length || !(rate > 0))
    throw new DatasetUnusable('The clips are not in order in their samples.')
  requireLabels(examples, classes)
  return examples
}

/** Throws `DatasetUnusable` unless there are rows of two classes, or with sets of labels one that is not empty. */
export function requireTwoClasses(labels: Int32Array, labelSets?: LabelSets): void {
  if (labels.length === 0) throw new DatasetUnusable('There are no training examples.')
  if (labelSets) {
    if (labelSets.labels.length === 0) throw new DatasetUnusable('No training example has a label.')
  } else if (labels.every((label) => label === labels[0]))
    throw new DatasetUnusable('All training examples have the same label; at least two are needed.')
}

function requireLabels({ labels, labelSets, weights }: Examples, classes: number): void {
  for (const label of labelSets?.labels ?? labels)
    if (label < 0 || label >= classes)
      throw new DatasetUnusable(`Label number ${label} is not one of the ${classes} labels.`)
  if (labelSets && labelSets.offsets.length !== labels.length + 1)
    throw new DatasetUnusable(
      `There are labels for ${labelSets.offsets.length - 1} of ${labels.length} rows.`,
    )
  if (!weights) return
  if (weights.length !== labels.length)
    throw new DatasetUnusable(`There are ${weights.length} weights for ${labels.length} rows.`)
  for (const weight of weights)
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new DatasetUnusable(`A row has the weight ${weight}; weights must be finite and not negative.`)
}
