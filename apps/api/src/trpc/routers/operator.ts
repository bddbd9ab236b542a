import { pageInput } from '@assay/services/core'
import {
  editPlan,
  editPlanInput,
  listInvoices,
  listPlanHistory,
  listSubscriptions,
  listTenants,
  listTenantsInput,
  revenue,
  system,
} from '@assay/services/operator'
import { operatorProcedure, router } from '../base.ts'

export const operatorRouter = router({
  tenants: operatorProcedure.input(listTenantsInput).query(({ ctx, input }) => listTenants(ctx.verb, input)),
  subscriptions: operatorProcedure
    .input(pageInput)
    .query(({ ctx, input }) => listSubscriptions(ctx.verb, input)),
  invoices: operatorProcedure.input(pageInput).query(({ ctx, input }) => listInvoices(ctx.verb, input)),
  revenue: operatorProcedure.query(({ ctx }) => revenue(ctx.verb)),
  plans: operatorProcedure.query(({ ctx }) => listPlanHistory(ctx.verb)),
  editPlan: operatorProcedure.input(editPlanInput).mutation(({ ctx, input }) => editPlan(ctx.verb, input)),
  system: operatorProcedure.query(({ ctx }) => system(ctx.verb)),
})
