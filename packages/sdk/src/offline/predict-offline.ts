import type { AnyDeployment, Deployments, LabelScore, PredictionOf, PredictResponse } from '../shapes.ts'

/** A local model: returns the probabilities of one input, in the order of `labels`. */
export type OfflineModel = {
  labels: readonly string[]
  /** Multi-label models: the probability from which each label is predicted. */
  thresholds?: readonly number[]
  /** Throws a `TypeError` that explains what is wrong with an input. */
  probabilities(input: unknown): ArrayLike<number> | Promise<ArrayLike<number>>
}

export type OfflineOptions = { topK?: number; signal?: AbortSignal }

const sorted = (labels: readonly string[], probabilities: ArrayLike<number>): LabelScore[] =>
  labels
    .map((label, k) => ({ label, score: Math.round((probabilities[k] ?? 0) * 1e6) / 1e6 }))
    .sort((a, b) => b.score - a.score)

/**
 * Runs exported models instead of calling a server. `predict` is a drop-in replacement for the one of `Assay`.
 * Nothing leaves this machine, and nothing is metered.
 */
export class OfflineAssay<Known extends Deployments = AnyDeployment> {
  readonly #models: ReadonlyMap<string, OfflineModel>
  #calls = 0

  /** `models`: models by deployment ID. */
  constructor(models: { readonly [Id in keyof Known & string]: OfflineModel }) {
    this.#models = new Map(Object.entries<OfflineModel>(models))
  }

  async predict<Id extends keyof Known & string>(
    deployment: Id,
    inputs: Known[Id]['input'] | readonly Known[Id]['input'][],
    { topK, signal }: OfflineOptions = {},
  ): Promise<PredictResponse<Known[Id]>> {
    const model = this.#models.get(deployment)
    if (!model) throw new TypeError(`No model was passed for ${JSON.stringify(deployment)}.`)
    const list: readonly unknown[] = Array.isArray(inputs) ? inputs : [inputs]
    const id = `offline-${++this.#calls}`
    const predictions: unknown[] = []
    for (const [place, input] of list.entries()) {
      signal?.throwIfAborted()
      const answer = answerOf(model, await model.probabilities(input), topK)
      predictions.push({ id: `${id}-${place}`, ...answer })
    }
    return {
      id,
      deployment,
      model_version: 'offline',
      // The model says which labels there are, as the generated types did when they were written.
      predictions: predictions as PredictionOf<Known[Id]>[],
      usage: { predictions: 0 },
    }
  }
}

const answerOf = (
  { labels, thresholds }: OfflineModel,
  probabilities: ArrayLike<number>,
  topK: number | undefined,
): object => {
  const all = sorted(labels, probabilities)
  const scores = topK === undefined ? all : all.slice(0, topK)
  if (!thresholds) return { label: all[0]?.label ?? null, score: all[0]?.score ?? 0, scores }
  const least = new Map(labels.map((label, k) => [label, thresholds[k] ?? 1]))
  const reached = all.filter(({ label, score }) => score >= (least.get(label) ?? 1))
  return { labels: reached.map(({ label }) => label), scores }
}
