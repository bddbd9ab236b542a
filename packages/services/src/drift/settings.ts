import { tables } from '@assay/db'
import { type DriftSettings, driftSettingsSchema } from '@assay/ml-core/schema'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'

/** Written by `updateDrift` alone, parsed; what was added since takes its default. */
export const settingsOf = (stored: unknown): DriftSettings => driftSettingsSchema.parse(stored ?? {})

export const updateDriftInput = z.strictObject({ id: z.string().max(64), settings: driftSettingsSchema })

/** What counts as drift from the next measurement on, which is then due. */
export const updateDrift = (ctx: WorkspaceCtx, input: z.input<typeof updateDriftInput>): Promise<void> => {
  const { id, settings } = updateDriftInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const { deployment } = tables
    const changed = await tx
      .update(deployment)
      .set({ drift: settings, driftMeasuredAt: null })
      .where(eq(deployment.id, id))
      .returning({ id: deployment.id })
    if (changed.length === 0) throw new NotFound('deployment', id)
    await writeAudit(tx, ctx, 'deployment.drift_settings', { type: 'deployment', id }, settings)
  })
}

export const measureDriftNowInput = z.strictObject({ id: z.string().max(64) })

/** A worker measures within seconds, where there is enough to measure. */
export const measureDriftNow = (
  ctx: WorkspaceCtx,
  input: z.input<typeof measureDriftNowInput>,
): Promise<void> => {
  const { id } = measureDriftNowInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const { deployment } = tables
    const changed = await tx
      .update(deployment)
      .set({ driftMeasuredAt: null })
      .where(eq(deployment.id, id))
      .returning({ id: deployment.id })
    if (changed.length === 0) throw new NotFound('deployment', id)
  })
}
