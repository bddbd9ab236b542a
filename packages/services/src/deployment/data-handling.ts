import { personalDataKindSchema } from '@assay/datasets/schema'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError, NotFound } from '../errors/index.ts'

const kinds = z
  .array(personalDataKindSchema)
  .max(personalDataKindSchema.options.length)
  .refine((all) => new Set(all).size === all.length, 'names a kind twice')

export const dataHandlingSchema = z.strictObject({
  /** Personal data that is masked in an input before the model sees it. */
  maskInputs: kinds.default([]),
  /** Null: nothing of a call but its answer is kept. */
  capture: z
    .strictObject({
      /** Share of the calls, 0 … 1. */
      sampleRate: z.number().min(0).max(1),
      /** Only answers whose score is below; null: all of them. */
      belowScore: z.number().gt(0).max(1).nullable().default(null),
      /** Personal data that is masked before anything is written. */
      redact: kinds.default([...personalDataKindSchema.options]),
      keepDays: z.int().min(1).max(365),
    })
    .nullable()
    .default(null),
})
export type DataHandling = z.infer<typeof dataHandlingSchema>

export const updateDataHandlingInput = dataHandlingSchema.extend({ id: z.string().max(64) })

const nothing: DataHandling = { maskInputs: [], capture: null }

/** Written by `updateDataHandling` alone. */
export const dataHandlingOf = (stored: unknown): DataHandling => (stored as DataHandling | null) ?? nothing

/** Says what is masked in the inputs of a deployment and what of its calls is kept, from the next call on. */
export const updateDataHandling = (
  ctx: WorkspaceCtx,
  input: z.input<typeof updateDataHandlingInput>,
): Promise<void> => {
  const { id, ...handling } = updateDataHandlingInput.parse(input)
  const { deployment, model } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    const [found] = await tx
      .select({ kind: model.kind })
      .from(deployment)
      .innerJoin(model, eq(model.id, deployment.modelId))
      .where(eq(deployment.id, id))
    if (!found) throw new NotFound('deployment', id)
    if (
      (found.kind === 'image' || found.kind === 'audio') &&
      (handling.capture || handling.maskInputs.length > 0)
    )
      throw new AssayError(
        'invalid_request',
        'Pictures and sounds are not captured or masked: personal data in them cannot be detected.',
        { param: handling.capture ? 'capture' : 'maskInputs' },
      )
    await tx
      .update(deployment)
      .set({ dataHandling: handling, updatedAt: ctx.now() })
      .where(eq(deployment.id, id))
    await notifyChange(tx, { topic: 'deployment', workspaceId: ctx.workspaceId, id })
    await writeAudit(tx, ctx, 'deployment.data_handling', { type: 'deployment', id }, handling)
  })
}
