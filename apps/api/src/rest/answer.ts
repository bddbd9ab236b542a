import type { LabelScore, MultiPrediction, Prediction } from '@assay/services/views'

/** One answer as the protocols of tensors want it. */
export type Answer = {
  /** Of one label: the answered one, null where the answer is withheld. Of any number: the most probable. */
  label: string | null
  /** The label's probability. */
  score: number
  /** Highest first. */
  scores: LabelScore[]
  /** Of any number of labels those that reach their thresholds; of one the answered one. */
  answered: ReadonlySet<string>
}

/** Reads a line that the worker wrote. */
export const readAnswer = (line: string): Answer => {
  const answer = JSON.parse(line) as Prediction | MultiPrediction
  const { scores } = answer
  if ('labels' in answer) {
    const [best] = scores
    return {
      label: best?.label ?? null,
      score: best?.score ?? 0,
      scores,
      answered: new Set(answer.labels),
    }
  }
  const { label, score } = answer
  return { label, score, scores, answered: new Set(label === null ? [] : [label]) }
}

/** An answer's probabilities in the order of the model's labels. */
export const inLabelOrder = (scores: LabelScore[], labels: string[]): number[] => {
  const byLabel = new Map(scores.map(({ label, score }) => [label, score]))
  return labels.map((label) => byLabel.get(label) ?? 0)
}
