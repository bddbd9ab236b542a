import { type Examples, imageSize } from '../examples.ts'
import type { Family, TrainingConfig } from '../schema/index.ts'

/** Milliseconds that a fit may take, for sharing out the progress bar before anything has been measured. */
export function estimateCost(
  family: Family,
  train: Examples,
  classes: number,
  config: TrainingConfig,
): number {
  const rows = train.labels.length
  const width = widthOf(train)
  const steps = Math.ceil(rows / config.batchSize) * config.epochs
  switch (family) {
    case 'majority':
      return 1
    case 'image-linear':
      return 50 + Math.min(rows, 2e5) * (width * 4e-4 + classes * 0.04)
    case 'sparse-linear':
      return 50 + rows * width * (2e-4 + 2e-5 * classes)
    case 'logistic':
      return 20 + Math.min(rows, 1e5) * width * classes * 2e-3
    case 'boosted-trees':
      return 100 + Math.min(rows, 2e4) * 0.05 * classes + rows * width * classes * 5e-4
    case 'seed-mlp':
      return 500 + steps * (1.5 + 0.08 * config.batchSize)
    case 'text-cnn':
      return 500 + steps * (8 + 0.01 * config.batchSize * Math.min(128, width / 3))
    case 'gru':
      return 500 + steps * (4 + 1.5 * Math.min(96, width / 4))
    case 'mlp':
      return 500 + steps * (1 + 0.03 * config.batchSize)
  }
}

/** Characters, columns or bytes of one row. */
function widthOf(train: Examples): number {
  if (train.kind === 'table') return train.columns.length
  if (train.kind === 'image') return imageSize(train)
  return characters(train.texts) / Math.max(1, train.labels.length)
}

function characters(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + text.length, 0)
}
