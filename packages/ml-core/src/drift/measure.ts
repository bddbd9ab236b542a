import type {
  DriftFeature,
  DriftFeatureMeasure,
  DriftHistogram,
  DriftKind,
  DriftReference,
  DriftResult,
  DriftSettings,
  DriftSignal,
} from '../schema/index.ts'
import { confidenceBins } from './make-reference.ts'
import { layoutOf } from './sketch.ts'

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

const shares = (counts: readonly number[]): number[] => {
  const total = sum(counts)
  return counts.map((count) => (total > 0 ? count / total : 0))
}

/**
 * Population stability index Σ (q − p) ln(q / p) over bins; half a row is added to each bin, so that an empty one
 * stays finite. Below 0.1 is usually called stable, above 0.25 shifted.
 * Source: N. Siddiqi, Credit Risk Scorecards, 2006; it is the symmetrised divergence of S. Kullback and R. Leibler,
 * On information and sufficiency, 1951.
 */
export const populationStability = (reference: readonly number[], live: readonly number[]): number => {
  const smooth = (counts: readonly number[]) => {
    const total = sum(counts) + counts.length / 2
    return counts.map((count) => (count + 0.5) / total)
  }
  const p = smooth(reference)
  const q = smooth(live)
  return p.reduce((total, share, bin) => total + ((q[bin] ?? 0) - share) * Math.log((q[bin] ?? 1) / share), 0)
}

/**
 * What the index exceeds once in ten thousand times where nothing changed: under the same distribution it follows
 * (1/n + 1/m) χ² with one degree of freedom less than bins; its quantile by E. Wilson and M. Hilferty, 1931.
 * Source: B. Yurdakul, Statistical Properties of Population Stability Index, 2018.
 */
export const stabilityByChance = (bins: number, n: number, m: number): number => {
  const z = 3.719
  const k = Math.max(1, bins - 1)
  return (1 / n + 1 / m) * k * (1 - 2 / (9 * k) + z * Math.sqrt(2 / (9 * k))) ** 3
}

/**
 * Two-sample Kolmogorov–Smirnov distance: the largest difference between the two cumulative distributions, here at
 * the edges of the bins alone, so that it is at most a bin's share too small.
 * Source: N. Smirnov, Table for estimating the goodness of fit of empirical distributions, 1948.
 */
export const kolmogorovSmirnov = (reference: readonly number[], live: readonly number[]): number => {
  const p = shares(reference)
  const q = shares(live)
  let difference = 0
  let largest = 0
  p.forEach((share, bin) => {
    difference += (q[bin] ?? 0) - share
    largest = Math.max(largest, Math.abs(difference))
  })
  return largest
}

/** What the distance exceeds once in ten thousand times where nothing changed, for large samples (same source). */
export const distanceByChance = (n: number, m: number): number =>
  Math.sqrt(-Math.log(0.0001 / 2) / 2) * Math.sqrt((n + m) / (n * m))

/** Neighbours together, so that an index over few rows is not one over empty bins. */
const halve = (counts: readonly number[]): number[] => {
  const halved: number[] = []
  for (let bin = 0; bin < counts.length; bin += 2) halved.push((counts[bin] ?? 0) + (counts[bin + 1] ?? 0))
  return halved
}

const short = (value: number): string => String(Number(value.toPrecision(4)))

const binNames = (feature: DriftFeature): string[] => {
  if (feature.type === 'category') return [...feature.values, 'anything else']
  const { edges } = feature
  return feature.counts.map((_count, bin) =>
    bin === 0
      ? edges.length === 0
        ? 'all'
        : `< ${short(edges[0] ?? 0)}`
      : bin === edges.length
        ? `≥ ${short(edges[bin - 1] ?? 0)}`
        : `${short(edges[bin - 1] ?? 0)} – ${short(edges[bin] ?? 0)}`,
  )
}

type Measured = { measure: DriftFeatureMeasure; signals: DriftSignal[] }

const measureFeature = (
  feature: DriftFeature,
  own: readonly number[],
  rows: number,
  settings: DriftSettings,
): Measured => {
  const bins = feature.counts.length
  const live = own.slice(0, bins)
  const [missing = 0, outside = 0, total = 0] = own.slice(bins)
  const n = sum(feature.counts)
  const m = sum(live)
  const numeric = feature.type === 'number'
  const coarse = numeric ? halve : (counts: readonly number[]) => [...counts]
  const psi = n > 0 && m > 0 ? populationStability(coarse(feature.counts), coarse(live)) : 0
  const ks = numeric && n > 0 && m > 0 ? kolmogorovSmirnov(feature.counts, live) : null
  const measure: DriftFeatureMeasure = {
    name: feature.name,
    type: feature.type,
    bins: binNames(feature),
    reference: shares(feature.counts),
    live: shares(live),
    psi,
    ks,
    missing: missing / rows,
    outside: outside / rows,
    referenceMissing: feature.missing / Math.max(1, n + feature.missing),
    mean: numeric && m > 0 ? total / m : null,
    referenceMean: numeric ? feature.mean : null,
  }
  const signal = (kind: DriftKind, value: number, threshold: number): DriftSignal => ({
    kind,
    feature: feature.name,
    value,
    threshold,
  })
  const signals = [
    signal('missing', measure.missing - measure.referenceMissing, settings.quality),
    signal('outside', measure.outside, settings.quality),
  ]
  if (n === 0 || m === 0) return { measure, signals }
  if (numeric && feature.name === newWords)
    return {
      measure,
      signals: [signal('novelty', (measure.mean ?? 0) - feature.mean, settings.novelty)],
    }
  const chance = stabilityByChance(coarse(live).length, n, m)
  signals.push(signal('psi', psi, Math.max(settings.featurePsi, chance)))
  if (ks !== null) signals.push(signal('ks', ks, Math.max(settings.featureKs, distanceByChance(n, m))))
  return { measure, signals }
}

/** The feature whose mean alone counts: texts of the test split spread widely in it. */
const newWords = 'new words'

const confidenceNames = Array.from(
  { length: confidenceBins },
  (_, bin) => `${bin * confidenceBins} – ${(bin + 1) * confidenceBins} %`,
)

/**
 * Compares a sketch with its reference in every respect. `signals` name each with the threshold that holds for it: the
 * one that was set, or where that is higher, what chance alone may bring with so few rows.
 */
export function measureDrift(
  reference: DriftReference,
  sketch: readonly number[],
  settings: DriftSettings,
): DriftResult {
  const layout = layoutOf(reference)
  const rows = Math.max(1, sketch[0] ?? 0)
  const answered = sketch.slice(layout.answers, layout.confidence)
  const compare = (
    bins: string[],
    before: readonly number[],
    now: readonly number[],
  ): DriftHistogram & { psi: number } => ({
    bins,
    reference: shares(before),
    live: shares(now),
    psi: populationStability(before, now),
  })
  const answers = compare([...reference.labels, 'no answer'], reference.answers, answered)
  const measured = reference.features.map((feature, place) => {
    const start = layout.starts[place] ?? 0
    return measureFeature(feature, sketch.slice(start, start + feature.counts.length + 3), rows, settings)
  })
  const confident = sketch.slice(layout.confidence, layout.confidence + confidenceBins)
  const chance = stabilityByChance(
    answered.length,
    Math.max(1, sum(reference.answers)),
    Math.max(1, sum(answered)),
  )
  return {
    rows: sketch[0] ?? 0,
    answers,
    confidence: reference.confidence && compare(confidenceNames, reference.confidence, confident),
    features: measured.map(({ measure }) => measure),
    signals: [
      {
        kind: 'answers',
        feature: null,
        value: answers.psi,
        threshold: Math.max(settings.answersPsi, chance),
      },
      ...measured.flatMap(({ signals }) => signals),
    ],
  }
}
