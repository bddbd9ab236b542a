export { applyStripeEvent, replayStripeEvents } from './apply-event.ts'
export { billYearlyUsage } from './bill-yearly-usage.ts'
export { changeItemsInput, changePlanInput, changeTargetInput, itemsInput } from './change-inputs.ts'
export {
  cancelSubscription,
  changeItems,
  changePlan,
  getSubscription,
  resumeSubscription,
} from './change-plan.ts'
export { checkoutInput, planIdInput, startCheckout } from './checkout.ts'
export { getEntitlements, seatsUsed } from './entitlements.ts'
export { ensureFreeSubscription } from './free-subscription.ts'
export { gatherUsage } from './gather-usage.ts'
export { invoicePaper } from './invoice-paper.ts'
export {
  getInvoice,
  invoiceIdInput,
  lineEventsInput,
  listInvoices,
  listLineEvents,
  listLineEventsAsOperator,
} from './invoice-reads.ts'
export { listPlans, listPublicPlans } from './list-plans.ts'
export { continueSubscription, pauseInput, pauseSubscription, resumeDue } from './pause.ts'
export { checkPlanLimit } from './plan-limit.ts'
export { openPortal } from './portal.ts'
export { previewItems, previewPlanChange } from './preview-plan-change.ts'
export { receiveStripeEvent } from './receive-event.ts'
export { remindOfBilling } from './remind.ts'
export { type Repair, repairFromStripe } from './repair-from-stripe.ts'
export { retryPayment } from './retry-payment.ts'
export { flushUsage, sendUsage } from './send-usage.ts'
export { startPrepaid } from './start-prepaid.ts'
export { lockBilling } from './subscription-rows.ts'
export { syncCatalogue } from './sync-catalogue.ts'
export { settleSearchBudget } from './training-budget.ts'
export { getUsage, listUsageEvents, usageEventsInput } from './usage-reads.ts'
