import { type ClassWeights, rowWeightsFor } from '../classifiers/class-weights.ts'
import { hasLabel, type LabelSets } from '../multi-label/label-sets.ts'
import { ClassTargets, type Loss, type ScoredCases, type Targets } from './targets.ts'

/** Any number of labels per row: a yes or no for each label, with a tree of its own in every iteration. */
export class LabelSetTargets implements Targets {
  readonly rows: number
  readonly outputs: number
  readonly weight: number
  private readonly parts: readonly ClassTargets[]

  constructor(parts: readonly ClassTargets[]) {
    this.parts = parts
    this.outputs = parts.length
    this.rows = parts[0].rows
    this.weight = parts[0].weight
  }

  /** With balanced class weights the rows with a label count as much as those without it. */
  static of(
    sets: LabelSets,
    labels: number,
    classWeights: ClassWeights,
    weights?: Float32Array,
  ): LabelSetTargets {
    const parts = Array.from({ length: labels }, (_, label) => {
      const yes = hasLabel(sets, label)
      return new ClassTargets(yes, 2, rowWeightsFor(classWeights, yes, 2, weights))
    })
    return new LabelSetTargets(parts)
  }

  base(): Float32Array {
    return Float32Array.from(this.parts, (part) => part.base()[0])
  }

  isPresent(output: number): boolean {
    return this.parts[output].hasBoth
  }

  select(rows: Int32Array): LabelSetTargets {
    return new LabelSetTargets(this.parts.map((part) => part.select(rows)))
  }

  loss(): Loss {
    const losses = this.parts.map((part) => part.loss())
    return {
      update: (scores) =>
        losses.reduce((total, loss, k) => total + loss.update([scores[k]]), 0) / losses.length,
      derivatives: (output, pairs) => losses[output].derivatives(0, pairs),
    }
  }

  /** Of all answers, a yes or no to each label. */
  accuracy(scores: readonly Float32Array[]): number {
    const { parts } = this
    return parts.reduce((total, part, k) => total + part.accuracy([scores[k]]), 0) / parts.length
  }

  cases(scores: readonly Float32Array[]): ScoredCases {
    const all = new Float32Array(this.rows * this.outputs)
    const labels = new Int32Array(all.length)
    this.parts.forEach((part, k) => {
      const own = part.cases([scores[k]])
      all.set(own.scores, k * this.rows)
      labels.set(own.labels, k * this.rows)
    })
    return { scores: all, labels, outputs: 1 }
  }
}
