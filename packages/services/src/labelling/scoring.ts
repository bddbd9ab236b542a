import type { DatasetProfile } from '@assay/datasets/schema'
import { newId, type Tx, tables, withWorkspace } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import { and, asc, desc, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { findDataset } from '../dataset/lookup.ts'
import { readProfile } from '../dataset/present.ts'
import { AssayError } from '../errors/index.ts'
import type { LabellingReason } from '../views.ts'
import { findLatestModel } from './overview.ts'
import { ensurePlan, findPlan, tellLabelling } from './plan.ts'

/** What the plan keeps of the last look. */
export type Scored = { modelVersionId: string | null; at: string | null; rows: number; running: boolean }

type JobTarget = { workspaceId: string; datasetId: string }

export const scoreRowsInput = z.strictObject({ datasetId: z.string().max(64) })

/**
 * Lets the newest model look through what waits and through the newest version: suggestions, the order in which rows
 * are worth labelling, and the rows that it is unsure of or contradicts.
 */
export const requestScoring = (ctx: WorkspaceCtx, input: z.input<typeof scoreRowsInput>): Promise<void> => {
  const { datasetId } = scoreRowsInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    await findDataset(tx, datasetId)
    const version = await findNewestReady(tx, datasetId)
    const plan = await findPlan(tx, datasetId)
    const profile = version && readProfile(version)
    if (!plan && !profile)
      throw new AssayError('conflict', 'There is nothing in this dataset to look through yet.')
    if (profile?.multiLabel)
      throw new AssayError('conflict', 'Rows with several labels cannot be labelled here yet.')
    if (profile)
      await ensurePlan(tx, {
        workspaceId: ctx.workspaceId,
        datasetId,
        kind: profile.kind,
        classes: profile.classes.map(({ label }) => label),
      })
    await queueScoring(tx, { workspaceId: ctx.workspaceId, datasetId })
  })
}

/** One look at a time: asking again while one waits changes nothing. */
export const queueScoring = async (tx: Tx, { workspaceId, datasetId }: JobTarget): Promise<void> => {
  const { labellingPlan } = tables
  await tx
    .update(labellingPlan)
    .set({
      scored: sql`coalesce(${labellingPlan.scored}, '{"modelVersionId":null,"at":null,"rows":0}'::jsonb) || '{"running":true}'::jsonb`,
    })
    .where(eq(labellingPlan.datasetId, datasetId))
  await enqueue(
    tx,
    'labelling.score',
    { workspaceId, datasetId },
    { key: `labelling/${datasetId}`, maxAttempts: 3 },
  )
  await tellLabelling(tx, workspaceId, datasetId)
}

export const findNewestReady = async (tx: Tx, datasetId: string) => {
  const { datasetVersion } = tables
  const [found] = await tx
    .select()
    .from(datasetVersion)
    .where(
      and(
        eq(datasetVersion.datasetId, datasetId),
        eq(datasetVersion.status, 'ready'),
        isNotNull(datasetVersion.parquetKey),
      ),
    )
    .orderBy(desc(datasetVersion.number))
    .limit(1)
  return found ?? null
}

export type ScoringOrder = JobTarget & {
  model: { modelVersionId: string; artifactKey: string; artifactSha256: string } | null
  version: { id: string; parquetKey: string; profile: DatasetProfile } | null
}

/** What there is to look through, and with what; null where nothing is labelled. */
export const findScoringOrder = (services: Services, job: JobTarget): Promise<ScoringOrder | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    if (!(await findPlan(tx, job.datasetId))) return null
    const { modelVersion } = tables
    const latest = await findLatestModel(tx, job.datasetId)
    const [model = null] = latest
      ? await tx
          .select({
            modelVersionId: modelVersion.id,
            artifactKey: modelVersion.artifactKey,
            artifactSha256: modelVersion.artifactSha256,
          })
          .from(modelVersion)
          .where(eq(modelVersion.id, latest.modelVersionId))
      : []
    const row = await findNewestReady(tx, job.datasetId)
    const profile = row && readProfile(row)
    return {
      ...job,
      model,
      version: row?.parquetKey && profile ? { id: row.id, parquetKey: row.parquetKey, profile } : null,
    }
  })

/** The rows that came without a label, in a file or in a call, and still wait, page after page. */
export async function* openInputs(
  services: Services,
  { workspaceId, datasetId }: JobTarget,
): AsyncGenerator<{ id: string; input: SentInput }[]> {
  const { labellingItem } = tables
  let last = ''
  for (;;) {
    const rows = await withWorkspace(services.dbs.app, workspaceId, (tx) =>
      tx
        .select({ id: labellingItem.id, input: labellingItem.input })
        .from(labellingItem)
        .where(
          and(
            eq(labellingItem.datasetId, datasetId),
            inArray(labellingItem.queue, ['unlabelled', 'production']),
            eq(labellingItem.state, 'open'),
            gt(labellingItem.id, last),
          ),
        )
        .orderBy(asc(labellingItem.id))
        .limit(1000),
    )
    if (rows.length === 0) return
    // The import and what calls leave wrote them.
    yield rows.map(({ id, input }) => ({ id, input: input as SentInput }))
    last = rows.at(-1)?.id ?? last
  }
}

export type ScoredItem = {
  id: string
  suggestion: string | null
  score: number | null
  priority: number
  reason: LabellingReason | null
}

/** Keeps suggestions and the order of rows that wait; of calls also where they came from, and feedback stays first. */
export const keepScores = (
  services: Services,
  { workspaceId, model }: ScoringOrder,
  items: ScoredItem[],
): Promise<void> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    await tx.execute(sql`
      update labelling_item set suggestion = s.suggestion, suggestion_score = s.score,
        priority = case when labelling_item.reason ->> 'type' = 'feedback' then labelling_item.priority else s.priority end,
        reason = case when labelling_item.queue = 'production' then labelling_item.reason else s.reason end,
        model_version_id = ${model?.modelVersionId ?? null}
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
        as s(id text, suggestion text, score real, priority real, reason jsonb)
      where labelling_item.id = s.id and labelling_item.state = 'open'`)
  })

export type DoubtedRow = ScoredItem & {
  queue: 'uncertain' | 'contradicted'
  row: number
  contentSha256: string
  input: SentInput | null
  givenLabel: string
}

/** Puts rows of the version before people; those that were asked about before keep their answers, and say where they stand now. */
export const keepDoubted = (
  services: Services,
  { workspaceId, datasetId, model, version }: ScoringOrder,
  rows: Omit<DoubtedRow, 'id'>[],
): Promise<void> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const { labellingItem } = tables
    // What is not doubted any more, and nobody has answered, need not be asked.
    await tx.execute(sql`
      delete from labelling_item where dataset_id = ${datasetId} and queue in ('uncertain', 'contradicted')
        and state = 'open' and not exists (select from annotation where item_id = labelling_item.id)`)
    if (rows.length === 0) return
    await tx
      .insert(labellingItem)
      .values(
        rows.map(({ score, ...row }) => ({
          ...row,
          id: newId('lbl'),
          workspaceId,
          datasetId,
          versionId: version?.id ?? null,
          modelVersionId: model?.modelVersionId ?? null,
          suggestionScore: score,
        })),
      )
      .onConflictDoUpdate({
        target: [labellingItem.datasetId, labellingItem.queue, labellingItem.contentSha256],
        set: {
          versionId: sql`excluded.version_id`,
          row: sql`excluded.row`,
          givenLabel: sql`excluded.given_label`,
          reason: sql`excluded.reason`,
          priority: sql`excluded.priority`,
        },
      })
  })

/** The look is over; `rows` were looked at. */
export const finishScoring = (
  services: Services,
  { workspaceId, datasetId, model }: ScoringOrder,
  rows: number,
): Promise<void> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const scored: Scored = {
      modelVersionId: model?.modelVersionId ?? null,
      at: services.now().toISOString(),
      rows,
      running: false,
    }
    await tx.update(tables.labellingPlan).set({ scored }).where(eq(tables.labellingPlan.datasetId, datasetId))
    await tellLabelling(tx, workspaceId, datasetId)
  })
