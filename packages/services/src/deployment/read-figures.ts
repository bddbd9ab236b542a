import { type FiguresSpan, tables } from '@assay/db'
import { and, eq, gte } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { DeploymentFigures, FiguresPoint } from '../views.ts'
import { quantileMs } from './latencies.ts'

const minuteMs = 60_000
/** The stretch that each point of a range stands for; hours are kept for longer than minutes. */
const ranges = {
  '1h': { points: 60, stepMs: minuteMs, span: 'minute' },
  '24h': { points: 96, stepMs: 15 * minuteMs, span: 'minute' },
  '7d': { points: 168, stepMs: 60 * minuteMs, span: 'hour' },
  '30d': { points: 120, stepMs: 360 * minuteMs, span: 'hour' },
} as const satisfies Record<string, { points: number; stepMs: number; span: FiguresSpan }>

export const getFiguresInput = z.strictObject({
  id: z.string().max(64),
  range: z.enum(['1h', '24h', '7d', '30d']),
})

type Row = typeof tables.deploymentFigures.$inferSelect
type Sum = Pick<
  Row,
  'answered' | 'inputs' | 'refused' | 'limited' | 'overloaded' | 'failed' | 'coldStarts' | 'latencies'
>
const counters = ['answered', 'inputs', 'refused', 'limited', 'overloaded', 'failed', 'coldStarts'] as const

const nothing = (): Sum => ({
  answered: 0,
  inputs: 0,
  refused: 0,
  limited: 0,
  overloaded: 0,
  failed: 0,
  coldStarts: 0,
  latencies: [],
})

const add = (sum: Sum, row: Sum): void => {
  for (const counter of counters) sum[counter] += row[counter]
  row.latencies.forEach((calls, step) => {
    sum.latencies[step] = (sum.latencies[step] ?? 0) + calls
  })
}

const present = (atMs: number, { latencies, ...sum }: Sum): FiguresPoint => {
  const steps = Array.from(latencies, (calls) => calls ?? 0)
  return {
    at: new Date(atMs),
    ...sum,
    p50Ms: quantileMs(steps, 0.5),
    p95Ms: quantileMs(steps, 0.95),
    p99Ms: quantileMs(steps, 0.99),
  }
}

/**
 * A deployment's calls over the last hour, day, week or month, in equal stretches up to this moment; those without a
 * call are in it too. Percentiles are of the added histograms, over all processes.
 */
export const getFigures = (
  ctx: WorkspaceCtx,
  input: z.input<typeof getFiguresInput>,
): Promise<DeploymentFigures> => {
  const { id, range } = getFiguresInput.parse(input)
  const { points, stepMs, span } = ranges[range]
  const endMs = (Math.floor(ctx.now().getTime() / stepMs) + 1) * stepMs
  const startMs = endMs - points * stepMs
  const { deployment, deploymentFigures } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [known] = await tx.select({ id: deployment.id }).from(deployment).where(eq(deployment.id, id))
    if (!known) throw new NotFound('deployment', id)
    const rows = await tx
      .select()
      .from(deploymentFigures)
      .where(
        and(
          eq(deploymentFigures.deploymentId, id),
          eq(deploymentFigures.span, span),
          gte(deploymentFigures.at, new Date(startMs)),
        ),
      )
    const sums = Array.from({ length: points }, nothing)
    const total = nothing()
    for (const row of rows) {
      const sum = sums[Math.floor((row.at.getTime() - startMs) / stepMs)]
      if (!sum) continue
      add(sum, row)
      add(total, row)
    }
    return {
      stepSeconds: stepMs / 1000,
      total: present(startMs, total),
      points: sums.map((sum, place) => present(startMs + place * stepMs, sum)),
    }
  })
}
