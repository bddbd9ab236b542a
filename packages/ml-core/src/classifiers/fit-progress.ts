import type { FitProgress } from './classifier.ts'

/** Progress of a fit that has no epochs. */
export function plainProgress(fraction: number): FitProgress {
  return {
    fraction,
    epoch: null,
    epochs: null,
    step: Math.round(fraction * 100),
    steps: 100,
    loss: null,
    validationLoss: null,
    validationAccuracy: null,
    epochEnd: false,
  }
}
