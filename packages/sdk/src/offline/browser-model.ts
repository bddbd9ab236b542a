import type { OfflineModel } from './predict-offline.ts'

/** What the module of a browser export (`model.mjs`) exports. */
export type ExportedModule = {
  labels: readonly string[]
  predict(input: unknown): { scores: readonly { label: string; score: number }[] }
}

/** A model from the module of a browser export; it runs in Node, pages and workers alike. */
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
