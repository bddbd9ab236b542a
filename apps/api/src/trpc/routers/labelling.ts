import {
  annotateInput,
  annotateItem,
  labellingDataset,
  labellingOverview,
  listDisputed,
  listDisputedInput,
  nextItems,
  nextItemsInput,
  previewPublish,
  publishLabels,
  requestScoring,
  scoreRowsInput,
  settleItem,
  settleItemInput,
  undoAnnotation,
  undoAnnotationInput,
  updateLabellingPlan,
  updateLabellingPlanInput,
} from '@assay/services/labelling'
import { router, workspaceProcedure } from '../base.ts'
import { follow } from '../follow.ts'

export const labellingRouter = router({
  overview: workspaceProcedure
    .input(labellingDataset)
    .query(({ ctx, input }) => labellingOverview(ctx.verb, input)),
  updatePlan: workspaceProcedure
    .input(updateLabellingPlanInput)
    .mutation(({ ctx, input }) => updateLabellingPlan(ctx.verb, input)),
  // Whoever is shown a row holds it for a while: a mutation, which no cache answers.
  next: workspaceProcedure.input(nextItemsInput).mutation(({ ctx, input }) => nextItems(ctx.verb, input)),
  annotate: workspaceProcedure
    .input(annotateInput)
    .mutation(({ ctx, input }) => annotateItem(ctx.verb, input)),
  undo: workspaceProcedure
    .input(undoAnnotationInput)
    .mutation(({ ctx, input }) => undoAnnotation(ctx.verb, input)),
  disputed: workspaceProcedure
    .input(listDisputedInput)
    .query(({ ctx, input }) => listDisputed(ctx.verb, input)),
  settle: workspaceProcedure.input(settleItemInput).mutation(({ ctx, input }) => settleItem(ctx.verb, input)),
  score: workspaceProcedure
    .input(scoreRowsInput)
    .mutation(({ ctx, input }) => requestScoring(ctx.verb, input)),
  publishPreview: workspaceProcedure
    .input(labellingDataset)
    .query(({ ctx, input }) => previewPublish(ctx.verb, input)),
  publish: workspaceProcedure
    .input(labellingDataset)
    .mutation(({ ctx, input }) => publishLabels(ctx.verb, input)),
  onOverview: workspaceProcedure.input(labellingDataset).subscription(({ ctx, input, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) => notice.topic === 'labelling' && notice.id === input.datasetId,
      () => labellingOverview(ctx.verb, input),
      () => false,
    ),
  ),
})
