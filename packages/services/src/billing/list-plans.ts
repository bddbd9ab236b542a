import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import type { PlanView } from '../views.ts'
import { currentPlans, presentPlan } from './plan-rows.ts'

/** What can be subscribed to now, in the catalogue's order. */
export const listPlans = (ctx: WorkspaceCtx): Promise<PlanView[]> =>
  inWorkspace(ctx, 'viewer', async (tx) => (await currentPlans(tx)).map(presentPlan))
