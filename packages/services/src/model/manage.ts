import { tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { requireModelPlace } from '../training/start.ts'
import { findModel, modelId } from './read.ts'

export const renameModelInput = z.strictObject({ id: z.string().max(64), name: plainText(120) })

export const renameModel = (ctx: WorkspaceCtx, input: z.input<typeof renameModelInput>): Promise<void> => {
  const { id, name } = renameModelInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    await findModel(tx, id)
    await tx.update(tables.model).set({ name }).where(eq(tables.model.id, id))
    await writeAudit(tx, ctx, 'model.renamed', { type: 'model', id }, { name })
  })
}

export const archiveModel = (ctx: WorkspaceCtx, input: z.input<typeof modelId>): Promise<void> => {
  const { id } = modelId.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    await tx.select({ id: tables.model.id }).from(tables.model).where(eq(tables.model.id, id)).for('update')
    await findModel(tx, id)
    const live = await tx
      .select({ name: tables.deployment.name })
      .from(tables.deployment)
      .where(and(eq(tables.deployment.modelId, id), isNull(tables.deployment.stoppedAt)))
      .limit(1)
    if (live[0])
      throw new AssayError(
        'conflict',
        `The deployment ${JSON.stringify(live[0].name)} serves this model. Stop it first.`,
      )
    await tx.update(tables.model).set({ archivedAt: ctx.now() }).where(eq(tables.model.id, id))
    await writeAudit(tx, ctx, 'model.archived', { type: 'model', id })
  })
}

/** Takes an archived model back, where the plan has room for it; one that is in sight stays as it is. */
export const restoreModel = (ctx: WorkspaceCtx, input: z.input<typeof modelId>): Promise<void> => {
  const { id } = modelId.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { dataset, model, workspace } = tables
    await tx
      .select({ id: workspace.id })
      .from(workspace)
      .where(eq(workspace.id, ctx.workspaceId))
      .for('update')
    const [found] = await tx
      .select({ archivedAt: model.archivedAt })
      .from(model)
      .innerJoin(dataset, eq(dataset.id, model.datasetId))
      // Its dataset was deleted for good, and it with it.
      .where(and(eq(model.id, id), isNull(dataset.deletedAt)))
    if (!found) throw new NotFound('model', id)
    if (!found.archivedAt) return
    await requireModelPlace(tx, ctx.workspaceId)
    await tx.update(model).set({ archivedAt: null }).where(eq(model.id, id))
    await writeAudit(tx, ctx, 'model.restored', { type: 'model', id })
  })
}
