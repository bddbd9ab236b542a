import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { plainText } from '../core/page.ts'
import { findDataset } from '../dataset/lookup.ts'
import { NotFound } from '../errors/index.ts'

type PlanRow = typeof tables.labellingPlan.$inferSelect

export const findPlan = async (tx: Tx, datasetId: string): Promise<PlanRow | null> => {
  const [found] = await tx
    .select()
    .from(tables.labellingPlan)
    .where(eq(tables.labellingPlan.datasetId, datasetId))
  return found ?? null
}

/** Throws `not_found` where nothing of the dataset was ever set aside or looked through. */
export const requirePlan = async (tx: Tx, datasetId: string): Promise<PlanRow> => {
  await findDataset(tx, datasetId)
  const plan = await findPlan(tx, datasetId)
  if (!plan) throw new NotFound('row to label', datasetId)
  return plan
}

/** Adds classes to the plan, which it makes where there is none. */
export const ensurePlan = async (
  tx: Tx,
  { workspaceId, datasetId, kind, classes }: Pick<PlanRow, 'workspaceId' | 'datasetId' | 'kind' | 'classes'>,
): Promise<void> => {
  const { labellingPlan } = tables
  await tx.insert(labellingPlan).values({ workspaceId, datasetId, kind, classes }).onConflictDoNothing()
  const [plan] = await tx
    .select()
    .from(labellingPlan)
    .where(eq(labellingPlan.datasetId, datasetId))
    .for('update')
  const missing = classes.filter((label) => !plan?.classes.includes(label))
  if (plan && missing.length > 0)
    await tx
      .update(labellingPlan)
      .set({ classes: [...plan.classes, ...missing] })
      .where(eq(labellingPlan.datasetId, datasetId))
}

export const updateLabellingPlanInput = z.strictObject({
  datasetId: z.string().max(64),
  classes: z
    .array(plainText(200))
    .min(1)
    .max(1000)
    .refine((classes) => new Set(classes).size === classes.length, 'names a class twice')
    .optional(),
  annotators: z.int().min(1).max(10).optional(),
})

/** Changes what can be answered, and by how many people each row is; what was answered before stays. */
export const updateLabellingPlan = (
  ctx: WorkspaceCtx,
  input: z.input<typeof updateLabellingPlanInput>,
): Promise<void> => {
  const { datasetId, ...changes } = updateLabellingPlanInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    await requirePlan(tx, datasetId)
    if (Object.keys(changes).length === 0) return
    await tx.update(tables.labellingPlan).set(changes).where(eq(tables.labellingPlan.datasetId, datasetId))
    await tellLabelling(tx, ctx.workspaceId, datasetId)
    await writeAudit(tx, ctx, 'labelling.plan_changed', { type: 'dataset', id: datasetId }, changes)
  })
}

export const tellLabelling = (tx: Tx, workspaceId: string, datasetId: string): Promise<void> =>
  notifyChange(tx, { topic: 'labelling', workspaceId, id: datasetId })
