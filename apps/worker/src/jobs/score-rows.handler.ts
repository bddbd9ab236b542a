import type { HostedModel } from '@assay/ml-core'
import type { JobPayload, Services } from '@assay/services/core'
import {
  findScoringOrder,
  finishScoring,
  keepDoubted,
  keepScores,
  openInputs,
  type ScoredItem,
} from '@assay/services/labelling'
import type { ModelCache } from '../hosting/model-cache.ts'
import { findDoubted, scoreUnlabelled } from '../labelling/score-rows.ts'

const rowsOfWrite = 2_000

/** `labelling.score`: the newest model looks through what waits for a label, and through the newest version. */
export const handleScoreRows =
  (services: Services, cache: ModelCache) =>
  async (payload: JobPayload<'labelling.score'>, run: { lastAttempt: boolean }): Promise<void> => {
    const order = await findScoringOrder(services, payload)
    if (!order) return
    const look = async (model: HostedModel | null): Promise<void> => {
      const items: Parameters<typeof scoreUnlabelled>[1] = []
      for await (const page of openInputs(services, payload)) items.push(...page)
      const scored: ScoredItem[] = await scoreUnlabelled(model, items)
      for (let from = 0; from < scored.length; from += rowsOfWrite)
        await keepScores(services, order, scored.slice(from, from + rowsOfWrite))
      let looked = 0
      if (model && order.version) {
        const path = await services.store.localPath(order.version.parquetKey)
        const found = await findDoubted(model, order.version, path)
        await keepDoubted(services, order, found.rows)
        looked = found.looked
      }
      await finishScoring(services, order, items.length + looked)
    }
    try {
      if (order.model) await cache.use(order.model, ({ model }) => look(model))
      else await look(null)
    } catch (error) {
      // Or a person would be told for ever that a model is looking.
      if (run.lastAttempt) await finishScoring(services, order, 0)
      throw error
    }
  }
