import {
  cancelSubscription,
  changeItems,
  changeItemsInput,
  changePlan,
  changePlanInput,
  changeTargetInput,
  checkoutInput,
  continueSubscription,
  getEntitlements,
  getInvoice,
  getSubscription,
  getUsage,
  invoiceIdInput,
  itemsInput,
  lineEventsInput,
  listInvoices,
  listLineEvents,
  listPlans,
  listUsageEvents,
  openPortal,
  pauseInput,
  pauseSubscription,
  planIdInput,
  previewItems,
  previewPlanChange,
  resumeSubscription,
  retryPayment,
  startCheckout,
  startPrepaid,
  usageEventsInput,
} from '@assay/services/billing'
import { pageInput } from '@assay/services/core'
import { correctionsInput, listCorrections } from '@assay/services/correction'
import { describePromotion, promotionInput } from '@assay/services/coupon'
import {
  getWallet,
  listConsumptions,
  listConsumptionsInput,
  listCreditGrants,
  setAutoTopUp,
  setAutoTopUpInput,
  startTopUp,
  startTopUpInput,
} from '@assay/services/credit'
import { listStatement } from '@assay/services/ledger'
import { forecastInvoice, getSpendCap, setSpendCap, setSpendCapInput } from '@assay/services/spend'
import { router, workspaceProcedure } from '../base.ts'
import { follow } from '../follow.ts'

export const billingRouter = router({
  plans: workspaceProcedure.query(({ ctx }) => listPlans(ctx.verb)),
  subscription: workspaceProcedure.query(({ ctx }) => getSubscription(ctx.verb)),
  usage: workspaceProcedure.query(({ ctx }) => getUsage(ctx.verb)),
  invoices: workspaceProcedure.input(pageInput).query(({ ctx, input }) => listInvoices(ctx.verb, input)),
  invoice: workspaceProcedure.input(invoiceIdInput).query(({ ctx, input }) => getInvoice(ctx.verb, input)),
  lineEvents: workspaceProcedure
    .input(lineEventsInput)
    .query(({ ctx, input }) => listLineEvents(ctx.verb, input)),
  corrections: workspaceProcedure
    .input(correctionsInput)
    .query(({ ctx, input }) => listCorrections(ctx.verb, input)),
  usageEvents: workspaceProcedure
    .input(usageEventsInput)
    .query(({ ctx, input }) => listUsageEvents(ctx.verb, input)),
  checkout: workspaceProcedure
    .input(checkoutInput)
    .mutation(({ ctx, input }) => startCheckout(ctx.verb, input)),
  changePlan: workspaceProcedure
    .input(changePlanInput)
    .mutation(({ ctx, input }) => changePlan(ctx.verb, input)),
  previewPlanChange: workspaceProcedure
    .input(changeTargetInput)
    .query(({ ctx, input }) => previewPlanChange(ctx.verb, input)),
  previewItems: workspaceProcedure.input(itemsInput).query(({ ctx, input }) => previewItems(ctx.verb, input)),
  changeItems: workspaceProcedure
    .input(changeItemsInput)
    .mutation(({ ctx, input }) => changeItems(ctx.verb, input)),
  promotion: workspaceProcedure
    .input(promotionInput)
    .query(({ ctx, input }) => describePromotion(ctx.verb, input)),
  entitlements: workspaceProcedure.query(({ ctx }) => getEntitlements(ctx.verb)),
  pause: workspaceProcedure
    .input(pauseInput)
    .mutation(({ ctx, input }) => pauseSubscription(ctx.verb, input)),
  continue: workspaceProcedure.mutation(({ ctx }) => continueSubscription(ctx.verb)),
  retryPayment: workspaceProcedure.mutation(({ ctx }) => retryPayment(ctx.verb)),
  cancel: workspaceProcedure.mutation(({ ctx }) => cancelSubscription(ctx.verb)),
  resume: workspaceProcedure.mutation(({ ctx }) => resumeSubscription(ctx.verb)),
  startPrepaid: workspaceProcedure
    .input(planIdInput)
    .mutation(({ ctx, input }) => startPrepaid(ctx.verb, input)),
  forecast: workspaceProcedure.query(({ ctx }) => forecastInvoice(ctx.verb)),
  spendCap: workspaceProcedure.query(({ ctx }) => getSpendCap(ctx.verb)),
  setSpendCap: workspaceProcedure
    .input(setSpendCapInput)
    .mutation(({ ctx, input }) => setSpendCap(ctx.verb, input)),
  wallet: workspaceProcedure.query(({ ctx }) => getWallet(ctx.verb)),
  credits: workspaceProcedure.input(pageInput).query(({ ctx, input }) => listCreditGrants(ctx.verb, input)),
  consumptions: workspaceProcedure
    .input(listConsumptionsInput)
    .query(({ ctx, input }) => listConsumptions(ctx.verb, input)),
  topUp: workspaceProcedure.input(startTopUpInput).mutation(({ ctx, input }) => startTopUp(ctx.verb, input)),
  setAutoTopUp: workspaceProcedure
    .input(setAutoTopUpInput)
    .mutation(({ ctx, input }) => setAutoTopUp(ctx.verb, input)),
  statement: workspaceProcedure.input(pageInput).query(({ ctx, input }) => listStatement(ctx.verb, input)),
  portal: workspaceProcedure.mutation(({ ctx }) => openPortal(ctx.verb)),
  onChange: workspaceProcedure.subscription(({ ctx, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) => notice.topic === 'billing' && notice.workspaceId === ctx.verb.workspaceId,
      async () => ({ at: new Date() }),
      () => false,
    ),
  ),
})
