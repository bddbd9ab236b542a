import { readExamples } from '@assay/datasets'
import { type Examples, type HostedModel, inputAt } from '@assay/ml-core'
import type { PredictionInput } from '@assay/ml-core/schema'
import type { JobPayload, Services } from '@assay/services/core'
import { findGoldOrder, type GoldOrder, keepGold } from '@assay/services/deployment'
import type { ModelCache } from '../hosting/model-cache.ts'
import { answerAll } from '../labelling/score-rows.ts'

type GoldRow = { input: PredictionInput; label: string }

const readGold = async (path: string, { profile, rows }: GoldOrder): Promise<GoldRow[]> => {
  const { labels, train, validation, test } = await readExamples({ path, profile })
  return (rows === 'test' ? [test] : [train, validation, test]).flatMap((split) => {
    // A split is what ml-core learns from, with the numbers of its rows beside it.
    const examples: Examples = split
    return Array.from(split.labels, (label, row) => ({
      input: inputAt(examples, row),
      label: labels[label] ?? '',
    }))
  })
}

/** Share of the rows that a model is right on; a row that it can't take is one that it is wrong on. */
const scoreGold = async (model: HostedModel, gold: GoldRow[]): Promise<number> => {
  const answers = await answerAll(
    model,
    gold.map(({ input }) => input),
  )
  return gold.filter(({ label }, row) => answers[row]?.label === label).length / Math.max(gold.length, 1)
}

/** `deployment.score_gold`: the live version and the canary answer the gold rows of the canary's rules. */
export const handleScoreGold =
  (services: Services, cache: ModelCache) =>
  async (payload: JobPayload<'deployment.score_gold'>, run: { lastAttempt: boolean }): Promise<void> => {
    const order = await findGoldOrder(services, payload)
    if (!order) return
    try {
      const gold = await readGold(await services.store.localPath(order.parquetKey), order)
      const live = await cache.use(order.live, ({ model }) => scoreGold(model, gold))
      const canary = await cache.use(order.canary, ({ model }) => scoreGold(model, gold))
      await keepGold(services, payload, { state: 'done', rows: gold.length, live, canary })
    } catch (error) {
      if (run.lastAttempt) {
        const message = error instanceof Error ? error.message : 'failed'
        await keepGold(services, payload, { state: 'failed', rows: 0, live: 0, canary: 0, message })
      }
      throw error
    }
  }
