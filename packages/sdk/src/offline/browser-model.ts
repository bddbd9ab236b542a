import type { OfflineModel } from './predict-offline.ts'

/** The module of a browser export (`model.mjs`). */
export type ExportedModule = {
  labels: readonly string[]
  predict(input: unknown): { scores: readonly { label: string; score: number }[] }
}

/** A model from the module of a browser export. Runs in Node, browsers and workers. */
export const fromModule = (module: ExportedModule): OfflineModel => {
  const { labels } = module
  return {
    labels,
    probabilities: (input) => {
      const byLabel = new Map(module.predict(input).scores.map(({ label, score }) => [label, score]))
      return labels.map((label) => byLabel.get(label) ?? 0)
    },
  }
}
