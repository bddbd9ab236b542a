export { annotateInput, annotateItem, undoAnnotation, undoAnnotationInput } from './annotate.ts'
export { hashInput, importUnlabelled } from './import-rows.ts'
export { nextItems, nextItemsInput } from './next.ts'
export { labellingDataset, labellingOverview } from './overview.ts'
export { updateLabellingPlan, updateLabellingPlanInput } from './plan.ts'
export { previewPublish, publishLabels } from './publish.ts'
export { type CapturedRow, queueCaptured, queueFeedback } from './queue-captured.ts'
export { listDisputed, listDisputedInput, settleItem, settleItemInput } from './review.ts'
export {
  type DoubtedRow,
  findScoringOrder,
  finishScoring,
  keepDoubted,
  keepScores,
  openInputs,
  requestScoring,
  type ScoredItem,
  type ScoringOrder,
  scoreRowsInput,
} from './scoring.ts'
