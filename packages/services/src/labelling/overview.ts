import { type LabellingQueue, type Tx, tables } from '@assay/db'
import { and, count, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { groupBy } from '../core/group-by.ts'
import { findDataset } from '../dataset/lookup.ts'
import type { LabellingOverview } from '../views.ts'
import { cohenKappa, fleissKappa } from './kappa.ts'
import { findPlan } from './plan.ts'
import type { Scored } from './scoring.ts'

export const labellingDataset = z.strictObject({ datasetId: z.string().max(64) })

/** Answers of several people that agreement is computed over: the newest. */
const mostAnswers = 50_000

/** How the labelling of a dataset stands; null where nothing of it was ever set aside or looked through. */
export const labellingOverview = (
  ctx: WorkspaceCtx,
  input: z.input<typeof labellingDataset>,
): Promise<LabellingOverview | null> => {
  const { datasetId } = labellingDataset.parse(input)
  const userId = ctx.actor.type === 'user' ? ctx.actor.id : ''
  const { labellingItem, annotation, user } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    await findDataset(tx, datasetId)
    const plan = await findPlan(tx, datasetId)
    if (!plan) return null
    const own = eq(labellingItem.datasetId, datasetId)
    const queues = await tx
      .select({
        queue: labellingItem.queue,
        open: count(),
        forMe: sql<number>`count(*) filter (where not exists (select from ${annotation}
          where ${annotation.itemId} = ${labellingItem.id} and ${annotation.userId} = ${userId}))::int`,
      })
      .from(labellingItem)
      .where(and(own, eq(labellingItem.state, 'open')))
      .groupBy(labellingItem.queue)
    const states = await tx
      .select({ state: labellingItem.state, count: count() })
      .from(labellingItem)
      .where(own)
      .groupBy(labellingItem.state)
    const stateOf = (state: string) => states.find((row) => row.state === state)?.count ?? 0
    const perClass = await tx
      .select({ label: sql<string>`${labellingItem.label}`, count: count() })
      .from(labellingItem)
      .where(and(own, isNotNull(labellingItem.label)))
      .groupBy(labellingItem.label)
      .orderBy(desc(count()))
    const people = await tx
      .select({ userId: annotation.userId, name: user.name, count: count() })
      .from(annotation)
      .innerJoin(labellingItem, eq(labellingItem.id, annotation.itemId))
      .innerJoin(user, eq(user.id, annotation.userId))
      .where(own)
      .groupBy(annotation.userId, user.name)
      .orderBy(desc(count()))
    // The scoring job wrote it.
    const scored = plan.scored as Scored | null
    return {
      plan: { kind: plan.kind, classes: plan.classes, annotators: plan.annotators },
      queues: (['unlabelled', 'uncertain', 'contradicted', 'production'] satisfies LabellingQueue[]).map(
        (queue) => {
          const found = queues.find((row) => row.queue === queue)
          return { queue, open: found?.open ?? 0, forMe: found?.forMe ?? 0 }
        },
      ),
      disputed: stateOf('disputed'),
      toPublish: stateOf('labelled'),
      published: stateOf('published'),
      perClass,
      people,
      agreement: await measureAgreement(tx, datasetId),
      scoring: scored && { ...scored, at: scored.at === null ? null : new Date(scored.at) },
      latestModel: await findLatestModel(tx, datasetId),
    }
  })
}

const measureAgreement = async (tx: Tx, datasetId: string): Promise<LabellingOverview['agreement']> => {
  const { labellingItem, annotation, user } = tables
  const rows = await tx
    .select({ itemId: annotation.itemId, name: user.name, userId: user.id, label: annotation.label })
    .from(annotation)
    .innerJoin(labellingItem, eq(labellingItem.id, annotation.itemId))
    .innerJoin(user, eq(user.id, annotation.userId))
    .where(and(eq(labellingItem.datasetId, datasetId), isNotNull(annotation.label)))
    .orderBy(desc(annotation.createdAt))
    .limit(mostAnswers)
  const items = [...groupBy(rows, ({ itemId }) => itemId).values()].filter((own) => own.length > 1)
  const people = [...new Map(rows.map(({ userId, name }) => [userId, name]))].slice(0, 10)
  const pairs = people.flatMap(([a, nameA], i) =>
    people.slice(i + 1).map(([b, nameB]) => {
      const both = items.flatMap((own) => {
        const first = own.find(({ userId }) => userId === a)?.label
        const second = own.find(({ userId }) => userId === b)?.label
        return first && second ? [[first, second] as const] : []
      })
      const kappa = cohenKappa(
        both.map(([first]) => first),
        both.map(([, second]) => second),
      )
      return { a: nameA, b: nameB, rows: both.length, kappa }
    }),
  )
  return {
    rows: items.length,
    kappa: fleissKappa(items.map((own) => own.map(({ label }) => label ?? ''))),
    pairs: pairs.filter((pair) => pair.rows > 0),
  }
}

/** The newest version of any model that learned from the dataset. */
export const findLatestModel = async (
  tx: Tx,
  datasetId: string,
): Promise<LabellingOverview['latestModel']> => {
  const { model, modelVersion } = tables
  const [found] = await tx
    .select({ modelVersionId: modelVersion.id, name: model.name, number: modelVersion.number })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(eq(model.datasetId, datasetId))
    .orderBy(desc(modelVersion.createdAt), desc(modelVersion.id))
    .limit(1)
  return found ?? null
}
