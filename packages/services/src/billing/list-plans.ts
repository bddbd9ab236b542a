import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import type { PlanCatalogueView } from '../views.ts'
import { currentPlans, presentPlan, presentPlanVersion } from './plan-rows.ts'

/** What can be subscribed to now, in the catalogue's order; each plan with what it costs in further currencies. */
export const listPlans = (ctx: WorkspaceCtx): Promise<PlanCatalogueView[]> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await currentPlans(tx)
    return rows
      .filter(({ plan, version }) => version.currency === plan.currency)
      .map((main) => ({
        ...presentPlan(main),
        currencies: rows
          .filter(({ plan, version }) => plan.id === main.plan.id && version.id !== main.version.id)
          .map(({ version }) => presentPlanVersion(version)),
      }))
  })
