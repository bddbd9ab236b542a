import type { Attribution } from '@assay/ml-core/schema'
import type { Decision } from './decide-lines.ts'

const digits = 1e6

/** Writes predictions as lines of JSON; the labels' own JSON is made once per model. */
export class LineWriter {
  readonly #prefixes: string[]
  readonly #quoted: string[]

  constructor(labels: string[]) {
    this.#quoted = labels.map((label) => JSON.stringify(label))
    this.#prefixes = this.#quoted.map((label) => `{"label":${label},"score":`)
  }

  /**
   * `probabilities` are those of one input, in the order of the labels; scores are cut to six decimals. Without a
   * decision the most probable label is answered.
   */
  write(
    probabilities: Float32Array,
    topK: number | undefined,
    explanation: Attribution[] | null,
    decision?: Decision,
  ): string {
    const order = this.#sort(probabilities)
    const scores = this.#scores(probabilities, order, topK)
    const best = decision?.candidate ?? order[0] ?? 0
    const tail = explanation ? `,"explanation":${JSON.stringify(explanation)}` : ''
    const label = decision?.label === null ? 'null' : this.#quoted[best]
    const outcome = decision ? `,"abstained":${decision.label === null}` : ''
    return `{"label":${label},"score":${this.#score(probabilities, best)}${outcome},"scores":[${scores}]${tail}}`
  }

  /** Of a model that answers any number of labels: those whose probability reaches their threshold, highest first. */
  writeSet(
    probabilities: Float32Array,
    thresholds: readonly number[],
    topK: number | undefined,
    explanation: Attribution[] | null,
  ): string {
    const order = this.#sort(probabilities)
    const reached = order.filter((k) => (probabilities[k] ?? 0) >= (thresholds[k] ?? 1))
    const labels = reached.map((k) => this.#quoted[k]).join(',')
    const tail = explanation ? `,"explanation":${JSON.stringify(explanation)}` : ''
    return `{"labels":[${labels}],"scores":[${this.#scores(probabilities, order, topK)}]${tail}}`
  }

  #scores(probabilities: Float32Array, order: readonly number[], topK: number | undefined): string {
    const shown = topK === undefined ? order.length : Math.min(topK, order.length)
    let scores = ''
    for (let i = 0; i < shown; i++) {
      const k = order[i] ?? 0
      scores += `${i > 0 ? ',' : ''}${this.#prefixes[k]}${this.#score(probabilities, k)}}`
    }
    return scores
  }

  #score(probabilities: Float32Array, k: number): number {
    return Math.round((probabilities[k] ?? 0) * digits) / digits
  }

  #sort(probabilities: Float32Array): number[] {
    if (probabilities.length === 2) return (probabilities[1] ?? 0) > (probabilities[0] ?? 0) ? [1, 0] : [0, 1]
    const order = Array.from(probabilities, (_p, k) => k)
    return order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b)
  }
}
