import { type Tx, tables } from '@assay/db'
import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type {
  EngagementDetail,
  EngagementLinkView,
  EngagementPipeline,
  EngagementSummary,
  OperatorEngagement,
  OperatorEngagementDetail,
} from '../views.ts'
import { readChanges, readInvoices, readLinks, readQuotes, readWork } from './present.ts'
import { engagementIdInput } from './request.ts'
import { milestonesOf } from './rows.ts'

const { engagement, engagementMilestone, quoteVersion, workspace } = tables
type Reader = Pick<Tx, 'select' | '$count'>

/** What it is worth: as agreed, or else as last put before the tenant. */
const worth = sql<
  string | null
>`coalesce(${engagement.totalMinor}, (select q.total_minor from ${quoteVersion} q
  where q.engagement_id = ${engagement.id} and q.state <> 'draft' order by q.number desc limit 1))::text`
const milestoneCount = (where: SQL) =>
  sql<number>`(select count(*) from ${engagementMilestone} m where m.engagement_id = ${engagement.id} and ${where})::int`

const summaryColumns = {
  row: engagement,
  worth,
  milestones: milestoneCount(sql`true`),
  done: milestoneCount(sql`m.state = 'done'`),
}
type SummaryRow = {
  row: typeof engagement.$inferSelect
  worth: string | null
  milestones: number
  done: number
}

const presentSummary = ({ row, worth: totalMinor, milestones, done }: SummaryRow): EngagementSummary => ({
  id: row.id,
  title: row.title,
  state: row.state,
  dataKind: row.dataKind,
  currency: row.currency,
  totalMinor,
  budgetMinMinor: row.budgetMinMinor?.toString() ?? null,
  budgetMaxMinor: row.budgetMaxMinor?.toString() ?? null,
  wantedOn: row.wantedOn,
  milestones: { total: milestones, done },
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

/** Those of the workspace, the last one touched first. */
export const listEngagements = (
  ctx: WorkspaceCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<EngagementSummary>> => {
  const { offset, limit } = pageInput.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await tx
      .select(summaryColumns)
      .from(engagement)
      .orderBy(desc(engagement.updatedAt), desc(engagement.id))
      .limit(limit)
      .offset(offset)
    return { items: rows.map(presentSummary), total: await tx.$count(engagement) }
  })
}

const readDetail = async (tx: Reader, id: string, withDrafts: boolean): Promise<EngagementDetail> => {
  const { engagementAttachment } = tables
  const [found] = await tx.select(summaryColumns).from(engagement).where(eq(engagement.id, id))
  if (!found) throw new NotFound('service', id)
  const attachments = await tx
    .select()
    .from(engagementAttachment)
    .where(eq(engagementAttachment.engagementId, id))
    .orderBy(asc(engagementAttachment.createdAt), asc(engagementAttachment.id))
  const invoices = await readInvoices(tx, id)
  const links = await readLinks(tx, id)
  return {
    ...presentSummary(found),
    brief: found.row.brief,
    taxMinor: found.row.taxMinor?.toString() ?? null,
    depositMinor: found.row.depositMinor?.toString() ?? null,
    attachments: attachments.map(({ id, name, mediaType, bytes, createdAt }) => ({
      id,
      name,
      mediaType,
      bytes,
      createdAt,
    })),
    links: links.get(null) ?? [],
    quotes: await readQuotes(tx, id, withDrafts),
    deposit: invoices.get(null) ?? null,
    work: await readWork(tx, await milestonesOf(tx, id), { engagementId: id, invoices, links }),
    changes: await readChanges(tx, id),
  }
}

/** Everything of one but its thread. */
export const getEngagement = (
  ctx: WorkspaceCtx,
  input: z.input<typeof engagementIdInput>,
): Promise<EngagementDetail> => {
  const { id } = engagementIdInput.parse(input)
  return inWorkspace(ctx, 'viewer', (tx) => readDetail(tx, id, false))
}

/** The workspace's own, that can be delivered. */
const readCandidates = async (tx: Reader, workspaceId: string): Promise<EngagementLinkView[]> => {
  const { dataset, model, deployment } = tables
  const of = async (
    kind: EngagementLinkView['kind'],
    table: typeof dataset | typeof model | typeof deployment,
    gone: SQL | undefined,
  ) => {
    const rows = await tx
      .select({ id: table.id, name: table.name })
      .from(table)
      .where(and(eq(table.workspaceId, workspaceId), gone))
      .orderBy(desc(table.id))
      .limit(200)
    return rows.map(({ id, name }) => ({ id, kind, subjectId: id, name }))
  }
  return [
    ...(await of('dataset', dataset, isNull(dataset.archivedAt))),
    ...(await of('model', model, isNull(model.archivedAt))),
    ...(await of('deployment', deployment, undefined)),
  ]
}

export const getEngagementAsOperator = async (
  ctx: OperatorCtx,
  input: z.input<typeof engagementIdInput>,
): Promise<OperatorEngagementDetail> => {
  const { id } = engagementIdInput.parse(input)
  const db = ctx.dbs.platform
  const [of] = await db
    .select({ workspaceId: workspace.id, workspaceName: workspace.name })
    .from(engagement)
    .innerJoin(workspace, eq(workspace.id, engagement.workspaceId))
    .where(eq(engagement.id, id))
  if (!of) throw new NotFound('service', id)
  return {
    ...(await readDetail(db, id, true)),
    ...of,
    candidates: await readCandidates(db, of.workspaceId),
  }
}

const states = ['requested', 'quoted', 'active', 'completed', 'declined', 'expired', 'cancelled'] as const

export const listEngagementsAsOperatorInput = pageInput.extend({ state: z.enum(states).optional() })

/** Of all workspaces, the last one touched first. */
export const listEngagementsAsOperator = async (
  ctx: OperatorCtx,
  input: z.input<typeof listEngagementsAsOperatorInput>,
): Promise<Page<OperatorEngagement>> => {
  const { offset, limit, state } = listEngagementsAsOperatorInput.parse(input)
  const within = state === undefined ? undefined : eq(engagement.state, state)
  const rows = await ctx.dbs.platform
    .select({ ...summaryColumns, workspaceName: workspace.name })
    .from(engagement)
    .innerJoin(workspace, eq(workspace.id, engagement.workspaceId))
    .where(within)
    .orderBy(desc(engagement.updatedAt), desc(engagement.id))
    .limit(limit)
    .offset(offset)
  return {
    items: rows.map((row) => ({
      ...presentSummary(row),
      workspaceId: row.row.workspaceId,
      workspaceName: row.workspaceName,
    })),
    total: await ctx.dbs.platform.$count(engagement, within),
  }
}

/** How many stand in each state, and what they are worth per currency. */
export const engagementPipeline = async (ctx: OperatorCtx): Promise<EngagementPipeline> => {
  const rows = await ctx.dbs.platform
    .select({
      state: engagement.state,
      currency: engagement.currency,
      count: sql<number>`count(*)::int`,
      sum: sql<string | null>`sum(${worth}::bigint)::text`,
    })
    .from(engagement)
    .groupBy(engagement.state, engagement.currency)
    .orderBy(asc(engagement.currency))
  return states.map((state) => {
    const own = rows.filter((row) => row.state === state)
    return {
      state,
      count: own.reduce((sum, row) => sum + row.count, 0),
      sums: own.flatMap(({ currency, sum }) => (sum === null ? [] : [{ currency, totalMinor: sum }])),
    }
  })
}
