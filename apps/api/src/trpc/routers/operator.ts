import { pageInput } from '@assay/services/core'
import { grantCredits, grantCreditsInput } from '@assay/services/credit'
import { ledgerBalances, listLedger, listLedgerInput } from '@assay/services/ledger'
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
  grantCredits: operatorProcedure
    .input(grantCreditsInput)
    .mutation(({ ctx, input }) => grantCredits(ctx.verb, input)),
  ledger: operatorProcedure.input(listLedgerInput).query(({ ctx, input }) => listLedger(ctx.verb, input)),
  ledgerBalances: operatorProcedure.query(({ ctx }) => ledgerBalances(ctx.verb)),
  system: operatorProcedure.query(({ ctx }) => system(ctx.verb)),
})
