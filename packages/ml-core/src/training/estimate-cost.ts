import { families } from '../classifiers/families.ts'
import { type Examples, imageSize } from '../examples.ts'
import type { Family, TrainingConfig } from '../schema/index.ts'

/** Milliseconds that a fit may take. */
export function estimateCost(
  family: Family,
  train: Examples,
  classes: number,
  config: TrainingConfig,
): number {
  const rows = train.labels.length
  const { batchSize } = config
  const steps = Math.ceil(rows / batchSize) * config.epochs
  return families[family].costMs({ rows, width: widthOf(train), classes, steps, batchSize })
}

/** Characters, columns, bytes or samples of one row. */
function widthOf(train: Examples): number {
  if (train.kind === 'table') return train.columns.length
  if (train.kind === 'image') return imageSize(train)
  if (train.kind === 'audio') return train.samples.length / Math.max(1, train.labels.length)
  return characters(train.texts) / Math.max(1, train.labels.length)
}

function characters(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + text.length, 0)
}
