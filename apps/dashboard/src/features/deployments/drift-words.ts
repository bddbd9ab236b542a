import { formatPercent } from '../../lib/format.ts'

export const kindNames: Record<string, string> = {
  answers: 'Stability index of the answers',
  psi: 'Stability index',
  ks: 'Kolmogorov–Smirnov distance',
  novelty: 'More new words',
  missing: 'Missing more often',
  outside: 'Unknown or out of range',
}

/** Indexes as they are, shares in percent. */
export const formatMeasure = (kind: string, value: number): string =>
  kind === 'novelty' || kind === 'missing' || kind === 'outside' ? formatPercent(value, 1) : value.toFixed(2)
