import { tables } from '@assay/db'
import type { DriftResult } from '@assay/ml-core/schema'
import { and, desc, eq, gte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import { wantsMails } from '../notification/choices.ts'
import type { DriftView } from '../views.ts'
import { countsWithin, windowStart } from './claim-due.ts'
import { settingsOf } from './settings.ts'

const timelineDays = 14
const dayMs = 86_400_000

export const getDriftInput = z.strictObject({ id: z.string().max(64) })

/** How the live version's inputs compare with its training, and what was alarming about them. */
export const getDrift = (ctx: WorkspaceCtx, input: z.input<typeof getDriftInput>): Promise<DriftView> => {
  const { id } = getDriftInput.parse(input)
  const now = ctx.now()
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const { deployment, driftAlert, driftMeasurement, modelVersion } = tables
    const [row] = await tx
      .select({
        modelVersionId: deployment.modelVersionId,
        drift: deployment.drift,
        measuredAt: deployment.driftMeasuredAt,
        hasReference: sql<boolean>`${modelVersion.driftReference} is not null`,
      })
      .from(deployment)
      .innerJoin(modelVersion, eq(modelVersion.id, deployment.modelVersionId))
      .where(eq(deployment.id, id))
    if (!row) throw new NotFound('deployment', id)
    const settings = settingsOf(row.drift)
    const of = { deploymentId: id, modelVersionId: row.modelVersionId }
    const counts = await countsWithin(tx, of, windowStart(now, settings))
    const [newest] = await tx
      .select({ result: driftMeasurement.result, at: driftMeasurement.at })
      .from(driftMeasurement)
      .where(
        and(eq(driftMeasurement.deploymentId, id), eq(driftMeasurement.modelVersionId, row.modelVersionId)),
      )
      .orderBy(desc(driftMeasurement.at))
      .limit(1)
    const measured = await tx
      .select({
        at: driftMeasurement.at,
        rows: driftMeasurement.rows,
        answersPsi: sql<number>`(${driftMeasurement.result}->'answers'->>'psi')::float8`,
        worstPsi: sql<number>`coalesce((select max((f->>'psi')::float8)
          from jsonb_array_elements(${driftMeasurement.result}->'features') f
          where f->>'name' <> 'new words' or f->>'type' <> 'number'), 0)`,
        novelty: sql<number | null>`(select (s->>'value')::float8
          from jsonb_array_elements(${driftMeasurement.result}->'signals') s where s->>'kind' = 'novelty' limit 1)`,
      })
      .from(driftMeasurement)
      .where(
        and(
          eq(driftMeasurement.deploymentId, id),
          gte(driftMeasurement.at, new Date(now.getTime() - timelineDays * dayMs)),
        ),
      )
      .orderBy(driftMeasurement.at)
    const alerts = await tx
      .select()
      .from(driftAlert)
      .where(eq(driftAlert.deploymentId, id))
      .orderBy(sql`${driftAlert.clearedAt} is not null`, desc(driftAlert.raisedAt), driftAlert.feature)
      .limit(50)
    return {
      settings,
      hasReference: row.hasReference,
      rows: counts[0] ?? 0,
      measuredAt: newest?.at ?? null,
      // Written by `keepMeasurement` alone.
      result: (newest?.result as DriftResult | undefined) ?? null,
      timeline: measured,
      alerts: alerts.map(
        ({ id: alertId, kind, feature, firstValue, value, threshold, raisedAt, clearedAt }) => ({
          id: alertId,
          kind,
          feature,
          firstValue,
          value,
          threshold,
          raisedAt,
          clearedAt,
        }),
      ),
      wantsMails: await wantsMails(tx, ctx, 'drift'),
    }
  })
}
