import { DriftSketcher } from '@assay/ml-core'
import type { LabelScore, PredictionInput } from '@assay/ml-core/schema'
import type { Services } from '@assay/services/core'
import { findSketchOrder, recordSketches, type SketchOrder, type SketchTarget } from '@assay/services/drift'
import { decodeFiles } from '../hosting/decode-files.ts'

/** Sent by the API alone, which holds the token. */
export type DriftSample = SketchTarget & { inputs: unknown[]; lines: string[] }

const trustedMs = 30_000
const mostOrders = 200

/** The line of an answer; of one label the most probable one counts, whatever a policy made of it. */
const readLine = (line: string): { labels: string[]; score: number | null } => {
  const answer = JSON.parse(line) as { labels?: string[]; scores: LabelScore[] }
  if (answer.labels) return { labels: answer.labels, score: null }
  const [best] = answer.scores
  return { labels: best ? [best.label] : [], score: best?.score ?? null }
}

const isInput = (input: unknown): input is PredictionInput =>
  typeof input === 'string' || (typeof input === 'object' && input !== null && !Array.isArray(input))

/**
 * Counts samples of inputs and answers in the bins of their versions' references and adds the counts to the hour;
 * the inputs themselves are kept nowhere. Resolves to the deployments of which none are wanted.
 */
export const openSketcher = (services: Pick<Services, 'dbs' | 'now'>) => {
  const orders = new Map<string, { order: SketchOrder | null; atMs: number }>()

  const findOrder = async (target: SketchTarget): Promise<SketchOrder | null> => {
    const key = `${target.deploymentId}/${target.modelVersionId}`
    const known = orders.get(key)
    if (known && performance.now() - known.atMs < trustedMs) return known.order
    const order = await findSketchOrder(services, target)
    if (orders.size >= mostOrders) orders.clear()
    orders.set(key, { order, atMs: performance.now() })
    return order
  }

  return async (samples: DriftSample[]): Promise<{ unwanted: string[] }> => {
    const sketchers = new Map<string, { target: SketchTarget; sketcher: DriftSketcher }>()
    const unwanted = new Set<string>()
    for (const { inputs, lines, ...target } of samples) {
      const order = await findOrder(target)
      if (!order) {
        unwanted.add(target.deploymentId)
        continue
      }
      const key = `${target.deploymentId}/${target.modelVersionId}`
      const one = sketchers.get(key) ?? { target, sketcher: new DriftSketcher(order.reference) }
      sketchers.set(key, one)
      const { image, audio } = order
      const decoded = await decodeFiles(
        inputs.map((input) => ({ input })),
        { image, audio },
      )
      decoded.forEach(({ input, problem }, place) => {
        const line = lines[place]
        if (problem || !line?.startsWith('{') || !isInput(input)) return
        one.sketcher.add(input, readLine(line), { channels: image?.channels, rate: audio?.rate })
      })
      // Hosting shares this process: whoever waits for an answer goes first.
      await new Promise(setImmediate)
    }
    await recordSketches(
      services,
      [...sketchers.values()].map(({ target, sketcher }) => ({ ...target, counts: sketcher.sketch })),
    )
    return { unwanted: [...unwanted] }
  }
}
