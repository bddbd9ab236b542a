import type { Attribution } from '@assay/ml-core/schema'
import type { Decision } from './decide-lines.ts'

const digits = 1e6

/** So many are chosen faster than all are sorted. */
const fewest = 10

/** The places of the `count` highest, highest first and of equal ones the earlier first. */
const selectTop = (probabilities: Float32Array, count: number): number[] => {
  const top: number[] = []
  let least = Number.NEGATIVE_INFINITY
  for (let k = 0; k < probabilities.length; k++) {
    const value = probabilities[k] ?? 0
    if (top.length === count && value <= least) continue
    if (top.length === count) top.pop()
    let place = top.length
    while (place > 0 && (probabilities[top[place - 1] ?? 0] ?? 0) < value) place--
    top.splice(place, 0, k)
    least = probabilities[top[top.length - 1] ?? 0] ?? 0
  }
  return top
}

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
    const order = this.#order(probabilities, topK)
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

  /** The places of the highest probabilities; of all of them unless a few are asked for. */
  #order(probabilities: Float32Array, topK: number | undefined): number[] {
    return topK !== undefined && topK <= fewest && topK < probabilities.length
      ? selectTop(probabilities, topK)
      : this.#sort(probabilities)
  }

  #sort(probabilities: Float32Array): number[] {
    if (probabilities.length === 2) return (probabilities[1] ?? 0) > (probabilities[0] ?? 0) ? [1, 0] : [0, 1]
    const order = Array.from(probabilities, (_p, k) => k)
    return order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b)
  }
}
