import type { DriftSignal } from '@assay/ml-core/schema'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const index = (value: number): string => value.toFixed(2)

/** An alert in a sentence, for a mail. */
export const describeSignal = ({ kind, feature, value, threshold }: DriftSignal): string => {
  switch (kind) {
    case 'answers':
      return `The answers have a different distribution: stability index ${index(value)}, threshold ${index(threshold)}.`
    case 'psi':
      return `"${feature}" has a different distribution: stability index ${index(value)}, threshold ${index(threshold)}.`
    case 'ks':
      return `"${feature}" has a different distribution: Kolmogorov–Smirnov distance ${index(value)}, threshold ${index(threshold)}.`
    case 'novelty':
      return `Texts have ${percent(value)} more new words than the test rows had, threshold ${percent(threshold)}.`
    case 'missing':
      return `"${feature}" is missing ${percent(value)} more often, threshold ${percent(threshold)}.`
    case 'outside':
      return `"${feature}" has a value not seen in training in ${percent(value)} of the inputs, threshold ${percent(threshold)}.`
  }
}
