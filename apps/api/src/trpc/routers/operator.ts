import {
  createCampaign,
  createCampaignInput,
  listCampaigns,
  setCampaignState,
  setCampaignStateInput,
} from '@assay/services/ad'
import { lineEventsInput, listLineEventsAsOperator } from '@assay/services/billing'
import { pageInput } from '@assay/services/core'
import {
  closeInvoiceInput,
  correctInvoice,
  correctInvoiceInput,
  getInvoiceAsOperator,
  getRefundableTopUp,
  previewCorrection,
  previewCorrectionInput,
  refundTopUp,
  refundTopUpInput,
  topUpIdInput,
  voidInvoice,
  writeOffInvoice,
} from '@assay/services/correction'
import {
  createCoupon,
  createCouponInput,
  listCoupons,
  setCouponActive,
  setCouponActiveInput,
} from '@assay/services/coupon'
import { grantCredits, grantCreditsInput } from '@assay/services/credit'
import {
  acceptDispute,
  acceptDisputeInput,
  submitDisputeEvidence,
  submitEvidenceInput,
} from '@assay/services/dispute'
import { ledgerBalances, listLedger, listLedgerInput } from '@assay/services/ledger'
import {
  editPlan,
  editPlanInput,
  listDunning,
  listInvoices,
  listPlanHistory,
  listSubscriptions,
  migrateInput,
  migrateSubscribers,
  migrationInput,
  previewMigration,
  revenue,
  simulatePlan,
} from '@assay/services/operator'
import {
  getReconciliation,
  listReconciliations,
  listReconciliationsInput,
  reconcileNow,
  reconcileNowInput,
  reconciliationInput,
  tracePrediction,
  tracePredictionInput,
} from '@assay/services/reconciliation'
import {
  customerRetention,
  freshness,
  listCostRates,
  marginInput,
  receivables,
  revenueOutlook,
  revenueStreams,
  setCostRates,
  setCostRatesInput,
  tenantMargins,
} from '@assay/services/revenue'
import {
  addTaxRate,
  addTaxRateInput,
  archiveTaxRate,
  getTaxSettings,
  setTaxMode,
  setTaxModeInput,
  taxRateIdInput,
} from '@assay/services/tax'
import { operatorProcedure, router } from '../base.ts'

export const operatorRouter = router({
  subscriptions: operatorProcedure
    .input(pageInput)
    .query(({ ctx, input }) => listSubscriptions(ctx.verb, input)),
  invoices: operatorProcedure.input(pageInput).query(({ ctx, input }) => listInvoices(ctx.verb, input)),
  invoice: operatorProcedure
    .input(closeInvoiceInput)
    .query(({ ctx, input }) => getInvoiceAsOperator(ctx.verb, input)),
  lineEvents: operatorProcedure
    .input(lineEventsInput)
    .query(({ ctx, input }) => listLineEventsAsOperator(ctx.verb, input)),
  previewCorrection: operatorProcedure
    .input(previewCorrectionInput)
    .query(({ ctx, input }) => previewCorrection(ctx.verb, input)),
  correctInvoice: operatorProcedure
    .input(correctInvoiceInput)
    .mutation(({ ctx, input }) => correctInvoice(ctx.verb, input)),
  topUp: operatorProcedure.input(topUpIdInput).query(({ ctx, input }) => getRefundableTopUp(ctx.verb, input)),
  refundTopUp: operatorProcedure
    .input(refundTopUpInput)
    .mutation(({ ctx, input }) => refundTopUp(ctx.verb, input)),
  writeOffInvoice: operatorProcedure
    .input(closeInvoiceInput)
    .mutation(({ ctx, input }) => writeOffInvoice(ctx.verb, input)),
  voidInvoice: operatorProcedure
    .input(closeInvoiceInput)
    .mutation(({ ctx, input }) => voidInvoice(ctx.verb, input)),
  submitDisputeEvidence: operatorProcedure
    .input(submitEvidenceInput)
    .mutation(({ ctx, input }) => submitDisputeEvidence(ctx.verb, input)),
  acceptDispute: operatorProcedure
    .input(acceptDisputeInput)
    .mutation(({ ctx, input }) => acceptDispute(ctx.verb, input)),
  reconciliations: operatorProcedure
    .input(listReconciliationsInput)
    .query(({ ctx, input }) => listReconciliations(ctx.verb, input)),
  reconciliation: operatorProcedure
    .input(reconciliationInput)
    .query(({ ctx, input }) => getReconciliation(ctx.verb, input)),
  reconcileNow: operatorProcedure
    .input(reconcileNowInput)
    .mutation(({ ctx, input }) => reconcileNow(ctx.verb, input)),
  tracePrediction: operatorProcedure
    .input(tracePredictionInput)
    .query(({ ctx, input }) => tracePrediction(ctx.verb, input)),
  campaigns: operatorProcedure.query(({ ctx }) => listCampaigns(ctx.verb)),
  createCampaign: operatorProcedure
    .input(createCampaignInput)
    .mutation(({ ctx, input }) => createCampaign(ctx.verb, input)),
  setCampaignState: operatorProcedure
    .input(setCampaignStateInput)
    .mutation(({ ctx, input }) => setCampaignState(ctx.verb, input)),
  tax: operatorProcedure.query(({ ctx }) => getTaxSettings(ctx.verb)),
  setTaxMode: operatorProcedure
    .input(setTaxModeInput)
    .mutation(({ ctx, input }) => setTaxMode(ctx.verb, input)),
  addTaxRate: operatorProcedure
    .input(addTaxRateInput)
    .mutation(({ ctx, input }) => addTaxRate(ctx.verb, input)),
  archiveTaxRate: operatorProcedure
    .input(taxRateIdInput)
    .mutation(({ ctx, input }) => archiveTaxRate(ctx.verb, input)),
  revenue: operatorProcedure.query(({ ctx }) => revenue(ctx.verb)),
  revenueStreams: operatorProcedure.query(({ ctx }) => revenueStreams(ctx.verb)),
  retention: operatorProcedure.query(({ ctx }) => customerRetention(ctx.verb)),
  receivables: operatorProcedure.query(({ ctx }) => receivables(ctx.verb)),
  outlook: operatorProcedure.query(({ ctx }) => revenueOutlook(ctx.verb)),
  freshness: operatorProcedure.query(({ ctx }) => freshness(ctx.verb)),
  margins: operatorProcedure.input(marginInput).query(({ ctx, input }) => tenantMargins(ctx.verb, input)),
  costRates: operatorProcedure.query(({ ctx }) => listCostRates(ctx.verb)),
  setCostRates: operatorProcedure
    .input(setCostRatesInput)
    .mutation(({ ctx, input }) => setCostRates(ctx.verb, input)),
  plans: operatorProcedure.query(({ ctx }) => listPlanHistory(ctx.verb)),
  editPlan: operatorProcedure.input(editPlanInput).mutation(({ ctx, input }) => editPlan(ctx.verb, input)),
  simulatePlan: operatorProcedure
    .input(editPlanInput)
    .query(({ ctx, input }) => simulatePlan(ctx.verb, input)),
  previewMigration: operatorProcedure
    .input(migrationInput)
    .query(({ ctx, input }) => previewMigration(ctx.verb, input)),
  migrateSubscribers: operatorProcedure
    .input(migrateInput)
    .mutation(({ ctx, input }) => migrateSubscribers(ctx.verb, input)),
  dunning: operatorProcedure.query(({ ctx }) => listDunning(ctx.verb)),
  coupons: operatorProcedure.query(({ ctx }) => listCoupons(ctx.verb)),
  createCoupon: operatorProcedure
    .input(createCouponInput)
    .mutation(({ ctx, input }) => createCoupon(ctx.verb, input)),
  setCouponActive: operatorProcedure
    .input(setCouponActiveInput)
    .mutation(({ ctx, input }) => setCouponActive(ctx.verb, input)),
  grantCredits: operatorProcedure
    .input(grantCreditsInput)
    .mutation(({ ctx, input }) => grantCredits(ctx.verb, input)),
  ledger: operatorProcedure.input(listLedgerInput).query(({ ctx, input }) => listLedger(ctx.verb, input)),
  ledgerBalances: operatorProcedure.query(({ ctx }) => ledgerBalances(ctx.verb)),
})
