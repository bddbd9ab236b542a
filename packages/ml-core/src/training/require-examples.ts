import { DatasetUnusable } from '../errors.ts'
import {
  type Examples,
  type ImageExamples,
  imageSize,
  type TableExamples,
  type TextExamples,
} from '../examples.ts'

const plurals = { text: 'texts', table: 'tables', image: 'images' } as const

/** Examples of whatever kind they are; throws `DatasetUnusable`. */
export function requireAny(examples: Examples, classes: number): Examples {
  if (examples.kind === 'text') return requireTexts(examples, classes)
  if (examples.kind === 'table') return requireTable(examples, classes)
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
  requireLabels(examples.labels, classes)
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
  requireLabels(examples.labels, classes)
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
  requireLabels(examples.labels, classes)
  return examples
}

/** Throws `DatasetUnusable` unless there are rows of at least two classes. */
export function requireTwoClasses(labels: Int32Array): void {
  if (labels.length === 0) throw new DatasetUnusable('There are no training examples.')
  if (labels.every((label) => label === labels[0]))
    throw new DatasetUnusable('All training examples have the same label; at least two are needed.')
}

function requireLabels(labels: Int32Array, classes: number): void {
  for (const label of labels)
    if (label < 0 || label >= classes)
      throw new DatasetUnusable(`Label number ${label} is not one of the ${classes} labels.`)
}
