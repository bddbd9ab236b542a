import type { Tx } from '@assay/db'
import { inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import type { PlanCatalogueView, PublicPlan } from '../views.ts'
import { currentPlans, presentPlan, presentPlanVersion } from './plan-rows.ts'

const catalogue = async (tx: Pick<Tx, 'select'>): Promise<PlanCatalogueView[]> => {
  const rows = await currentPlans(tx)
  return rows
    .filter(({ plan, version }) => version.currency === plan.currency)
    .map((main) => ({
      ...presentPlan(main),
      currencies: rows
        .filter(({ plan, version }) => plan.id === main.plan.id && version.id !== main.version.id)
        .map(({ version }) => presentPlanVersion(version)),
    }))
}

/** What can be subscribed to now, in the catalogue's order; each plan with what it costs in further currencies. */
export const listPlans = (ctx: WorkspaceCtx): Promise<PlanCatalogueView[]> =>
  inWorkspace(ctx, 'viewer', catalogue)

/** The same for anybody, as JSON. */
export const listPublicPlans = async ({ dbs }: Pick<Services, 'dbs'>): Promise<PublicPlan[]> => {
  const plans = await catalogue(dbs.platform)
  return plans.map(({ version: { createdAt: _, ...version }, currencies, ...plan }) => ({
    ...plan,
    version,
    currencies: currencies.map(({ createdAt: __, ...further }) => further),
  }))
}
