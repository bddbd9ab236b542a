import { newId, type Tx, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { NotFound } from '../errors/index.ts'
import { day, longText } from './fields.ts'
import { type EngagementRow, lockEngagement, lockMilestone, moveEngagement, requireActive } from './rows.ts'

const title = longText(300).min(1, 'A task needs a title.')
const assignee = longText(120)
const state = z.enum(['todo', 'in_progress', 'in_review', 'done'])

export const addTaskInput = z.strictObject({
  milestoneId: z.string().max(64),
  title,
  assignee: assignee.default(''),
  dueOn: day.nullable().default(null),
})

/** Tasks are how the work goes on; they bind nobody, so that neither mail nor audit line tells of them. */
const told = async (tx: Tx, ctx: OperatorCtx, { id, workspaceId }: EngagementRow): Promise<void> => {
  await moveEngagement(tx, id, {}, ctx.now())
  await notifyChange(tx, { topic: 'engagement', workspaceId, id })
}

export const addTask = (ctx: OperatorCtx, input: z.input<typeof addTaskInput>): Promise<{ id: string }> => {
  const { milestoneId, ...task } = addTaskInput.parse(input)
  const { engagementTask } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const { engagement } = await lockMilestone(tx, milestoneId)
    requireActive(engagement)
    const [last] = await tx
      .select({ position: engagementTask.position })
      .from(engagementTask)
      .where(eq(engagementTask.milestoneId, milestoneId))
      .orderBy(desc(engagementTask.position))
      .limit(1)
    const id = newId('etk')
    await tx.insert(engagementTask).values({
      ...task,
      id,
      workspaceId: engagement.workspaceId,
      engagementId: engagement.id,
      milestoneId,
      position: (last?.position ?? -1) + 1,
      createdAt: ctx.now(),
    })
    await told(tx, ctx, engagement)
    return { id }
  })
}

export const updateTaskInput = z.strictObject({
  taskId: z.string().max(64),
  title: title.optional(),
  assignee: assignee.optional(),
  dueOn: day.nullable().optional(),
  state: state.optional(),
})

/** Moves a card over the board, or writes it anew. */
export const updateTask = (ctx: OperatorCtx, input: z.input<typeof updateTaskInput>): Promise<void> => {
  const { taskId, ...changes } = updateTaskInput.parse(input)
  const { engagementTask } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const engagement = await lockTask(tx, taskId)
    if (Object.keys(changes).length > 0)
      await tx.update(engagementTask).set(changes).where(eq(engagementTask.id, taskId))
    await told(tx, ctx, engagement)
  })
}

export const removeTaskInput = z.strictObject({ taskId: z.string().max(64) })

export const removeTask = (ctx: OperatorCtx, input: z.input<typeof removeTaskInput>): Promise<void> => {
  const { taskId } = removeTaskInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const engagement = await lockTask(tx, taskId)
    await tx.delete(tables.engagementTask).where(eq(tables.engagementTask.id, taskId))
    await told(tx, ctx, engagement)
  })
}

const lockTask = async (tx: Tx, id: string): Promise<EngagementRow> => {
  const [task] = await tx.select().from(tables.engagementTask).where(eq(tables.engagementTask.id, id))
  if (!task) throw new NotFound('task', id)
  const engagement = await lockEngagement(tx, task.engagementId)
  requireActive(engagement)
  return engagement
}
