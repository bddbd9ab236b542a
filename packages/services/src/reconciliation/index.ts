export {
  getReconciliation,
  listReconciliations,
  listReconciliationsInput,
  reconciliationInput,
} from './read.ts'
export { reconcileDaily, reconcileNow, reconcileNowInput } from './reconcile.ts'
export { tracePrediction, tracePredictionInput } from './trace.ts'
