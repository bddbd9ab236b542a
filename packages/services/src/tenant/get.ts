import { type Tx, tables } from '@assay/db'
import { and, asc, count, desc, eq, isNull, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { findLive } from '../billing/subscription-rows.ts'
import type { OperatorCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { TenantDetail } from '../views.ts'
import { tenantInput } from './lookup.ts'
import { presentTenant, type RawTenant, tenantColumns, tenantRows } from './tenant-rows.ts'

/** Of each kind of thing; the counts tell of the rest. */
const mostListed = 20

/** All that an operator wants to know of a workspace at once. */
export const getTenant = (ctx: OperatorCtx, input: z.input<typeof tenantInput>): Promise<TenantDetail> => {
  const { workspaceId } = tenantInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) => {
    const [row] = await tx.execute<RawTenant>(
      sql`with ${tenantRows(sql`w.id = ${workspaceId}`)} select ${tenantColumns} from tenant`,
    )
    if (!row) throw new NotFound('workspace', workspaceId)
    const { paid_minor: paidMinor, customer, ...counts } = await readCounts(tx, workspaceId)
    return {
      ...presentTenant(row),
      ...(await readPlan(tx, workspaceId)),
      stripeCustomerId: customer,
      suspension: await readSuspension(tx, workspaceId),
      calls: { ...row.calls, failedRuns: row.failed_runs },
      paidMinor,
      owedMinor: row.owed,
      openInvoices: row.open_invoices,
      counts: { ...counts, models: row.models },
      days: await readDays(tx, workspaceId, ctx.now()),
      members: await readMembers(tx, workspaceId),
      datasets: await readDatasets(tx, workspaceId),
      trainedModels: await readModels(tx, workspaceId),
      deployments: await readDeployments(tx, workspaceId),
    }
  })
}

const readPlan = async (tx: Tx, workspaceId: string) => {
  const live = await findLive(tx, workspaceId)
  return {
    planVersion: live?.version.number ?? null,
    periodEnd: live?.subscription.currentPeriodEnd ?? null,
    cancelAtPeriodEnd: live?.subscription.cancelAtPeriodEnd ?? false,
    included: live?.version.includedPredictions ?? null,
  }
}

type Counts = {
  paid_minor: string
  customer: string | null
  members: number
  datasets: number
  deployments: number
  keys: number
}

const readCounts = async (tx: Tx, id: string): Promise<Counts> => {
  const [row] = await tx.execute<Counts>(sql`
    select w.stripe_customer_id as customer,
      (select coalesce(sum(amount_paid_minor), 0)::text from invoice
        where workspace_id = w.id and paid_at >= now() - interval '12 months') as paid_minor,
      (select count(*)::int from member where workspace_id = w.id) as members,
      (select count(*)::int from dataset where workspace_id = w.id and archived_at is null and deleted_at is null) as datasets,
      (select count(*)::int from deployment where workspace_id = w.id) as deployments,
      (select count(*)::int from api_key where workspace_id = w.id and revoked_at is null) as keys
    from workspace w where w.id = ${id}`)
  if (!row) throw new NotFound('workspace', id)
  return row
}

const readSuspension = async (tx: Tx, workspaceId: string): Promise<TenantDetail['suspension']> => {
  const { workspaceSuspension, user } = tables
  const [found] = await tx
    .select({
      reason: workspaceSuspension.reason,
      contact: workspaceSuspension.contact,
      by: sql<string>`coalesce(${user.name}, ${workspaceSuspension.suspendedBy})`,
      at: workspaceSuspension.suspendedAt,
      pausedBilling: workspaceSuspension.pausedSubscription,
    })
    .from(workspaceSuspension)
    .leftJoin(user, eq(user.id, workspaceSuspension.suspendedBy))
    .where(eq(workspaceSuspension.workspaceId, workspaceId))
  return found ?? null
}

const readDays = async (tx: Tx, workspaceId: string, now: Date): Promise<TenantDetail['days']> => {
  const rows = await tx.execute<{ day: string; predictions: number; broken: number }>(sql`
    select to_char(d, 'YYYY-MM-DD') as day, coalesce(sum(f.inputs), 0)::float8 as predictions,
      coalesce(sum(f.failed + f.overloaded), 0)::float8 as broken
    from generate_series(date_trunc('day', ${now.toISOString()}::timestamptz at time zone 'UTC') - interval '29 days',
      date_trunc('day', ${now.toISOString()}::timestamptz at time zone 'UTC'), interval '1 day') d
    left join deployment_figures f on f.workspace_id = ${workspaceId} and f.span = 'hour'
      and f.at >= d at time zone 'UTC' and f.at < (d + interval '1 day') at time zone 'UTC'
    group by d order by d`)
  return [...rows]
}

const readMembers = (tx: Tx, workspaceId: string): Promise<TenantDetail['members']> => {
  const { member, user, session } = tables
  const lastSeenAt = sql<Date | null>`max(${session.updatedAt})`.mapWith(session.updatedAt)
  return tx
    .select({ userId: user.id, name: user.name, email: user.email, role: member.role, lastSeenAt })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .leftJoin(session, eq(session.userId, user.id))
    .where(eq(member.workspaceId, workspaceId))
    .groupBy(user.id, member.role, member.createdAt)
    .orderBy(asc(member.createdAt))
    .limit(mostListed)
}

const readDatasets = (tx: Tx, workspaceId: string): Promise<TenantDetail['datasets']> => {
  const { dataset, datasetVersion } = tables
  return tx
    .select({
      id: dataset.id,
      name: dataset.name,
      versions: count(datasetVersion.id),
      rows: sql<number | null>`max(${datasetVersion.rows})::float8`,
      createdAt: dataset.createdAt,
    })
    .from(dataset)
    .leftJoin(datasetVersion, eq(datasetVersion.datasetId, dataset.id))
    .where(and(eq(dataset.workspaceId, workspaceId), isNull(dataset.archivedAt), isNull(dataset.deletedAt)))
    .groupBy(dataset.id)
    .orderBy(desc(dataset.createdAt))
    .limit(mostListed)
}

const readModels = (tx: Tx, workspaceId: string): Promise<TenantDetail['trainedModels']> => {
  const { model, modelVersion } = tables
  return tx
    .select({
      id: model.id,
      name: model.name,
      kind: model.kind,
      versions: count(modelVersion.id),
      createdAt: model.createdAt,
    })
    .from(model)
    .leftJoin(modelVersion, eq(modelVersion.modelId, model.id))
    .where(and(eq(model.workspaceId, workspaceId), isNull(model.archivedAt)))
    .groupBy(model.id)
    .orderBy(desc(model.createdAt))
    .limit(mostListed)
}

const readDeployments = (tx: Tx, workspaceId: string): Promise<TenantDetail['deployments']> => {
  const { deployment, deploymentFigures: figures } = tables
  return tx
    .select({
      id: deployment.id,
      name: deployment.name,
      stopped: sql<boolean>`${deployment.stoppedAt} is not null`,
      calls: sql<number>`coalesce(sum(${figures.answered}), 0)::float8`,
      broken: sql<number>`coalesce(sum(${figures.failed} + ${figures.overloaded}), 0)::float8`,
      createdAt: deployment.createdAt,
    })
    .from(deployment)
    .leftJoin(
      figures,
      and(
        eq(figures.deploymentId, deployment.id),
        eq(figures.span, 'hour'),
        sql`${figures.at} >= now() - interval '7 days'`,
      ),
    )
    .where(eq(deployment.workspaceId, workspaceId))
    .groupBy(deployment.id)
    .orderBy(desc(deployment.createdAt))
    .limit(mostListed)
}
