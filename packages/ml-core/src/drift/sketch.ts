import type { DriftFeature, DriftReference, PredictionInput } from '../schema/index.ts'
import { type Described, describeInput } from './features.ts'
import { binOf, confidenceBins, nameOf } from './make-reference.ts'
import { Vocabulary } from './vocabulary.ts'

/** What of an answer is counted. */
export type SketchedAnswer = { labels: string[]; score: number | null }

/** Places of a feature's own: its bins, then what was missing, what was outside, and the sum of its numbers. */
const placesOf = (feature: DriftFeature): number => feature.counts.length + 3

/**
 * Where things stand in a sketch, which is a plain list of numbers, so that sketches of the same reference are added
 * place by place: the inputs, the answers (one per label and one for none), the confidence, then feature by feature.
 */
export const layoutOf = ({ labels, features }: Pick<DriftReference, 'labels' | 'features'>) => {
  const answers = 1
  const confidence = answers + labels.length + 1
  let next = confidence + confidenceBins
  const starts = features.map((feature) => {
    const start = next
    next += placesOf(feature)
    return start
  })
  return { answers, confidence, starts, length: next }
}

/** Counts inputs and answers in the bins of a reference; what it was given cannot be read out of it. */
export class DriftSketcher {
  readonly sketch: number[]
  readonly #reference: DriftReference
  readonly #layout: ReturnType<typeof layoutOf>
  readonly #vocabulary: Vocabulary
  readonly #labelOf: Map<string, number>
  readonly #bins: (Map<string, number> | null)[]
  readonly #others: (Set<string> | null)[]

  constructor(reference: DriftReference) {
    this.#reference = reference
    this.#layout = layoutOf(reference)
    this.#vocabulary = Vocabulary.read(reference.vocabulary)
    this.#labelOf = new Map(reference.labels.map((label, place) => [label, place]))
    this.#bins = reference.features.map((one) =>
      one.type === 'category' ? new Map(one.values.map((value, bin) => [value, bin])) : null,
    )
    this.#others = reference.features.map((one) =>
      one.type === 'category' && one.others ? new Set(one.others) : null,
    )
    this.sketch = new Array<number>(this.#layout.length).fill(0)
  }

  /** `shape`: of an image its channels, of a sound its rate. */
  add(
    input: PredictionInput,
    answer: SketchedAnswer,
    shape: { channels?: number | undefined; rate?: number | undefined } = {},
  ): void {
    const row = describeInput(input, shape, this.#vocabulary)
    if (!row) return
    this.#count(0)
    this.#addAnswer(answer)
    this.#reference.features.forEach((feature, place) => {
      this.#addValue(feature, place, row)
    })
  }

  #count(place: number, by = 1): void {
    this.sketch[place] = (this.sketch[place] ?? 0) + by
  }

  #addAnswer({ labels, score }: SketchedAnswer): void {
    const { answers, confidence } = this.#layout
    for (const label of labels) {
      const known = this.#labelOf.get(label)
      if (known !== undefined) this.#count(answers + known)
    }
    if (labels.length === 0) this.#count(answers + this.#labelOf.size)
    if (score !== null)
      this.#count(confidence + Math.max(0, Math.min(confidenceBins - 1, Math.floor(score * confidenceBins))))
  }

  #addValue(feature: DriftFeature, place: number, row: Described): void {
    const start = this.#layout.starts[place] ?? 0
    const missing = start + feature.counts.length
    const value = row[feature.name] ?? null
    const number = typeof value === 'string' ? Date.parse(value) : Number(value)
    if (value === null || (feature.type === 'number' && !Number.isFinite(number))) this.#count(missing)
    else if (feature.type === 'number') {
      this.#count(start + binOf(feature.edges, number))
      this.#count(missing + 2, number)
      if (number < feature.low || number > feature.high) this.#count(missing + 1)
    } else {
      const name = nameOf(value)
      const bin = this.#bins[place]?.get(name)
      this.#count(start + (bin ?? feature.values.length))
      const others = this.#others[place]
      if (bin === undefined && others && !others.has(name)) this.#count(missing + 1)
    }
  }
}
