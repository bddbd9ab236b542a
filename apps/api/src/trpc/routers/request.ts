import {
  feedbackAccuracy,
  feedbackAccuracyInput,
  giveFeedback,
  giveFeedbackInput,
} from '@assay/services/feedback'
import { getRequest, listRequests, listRequestsInput, requestId } from '@assay/services/request'
import { router, workspaceProcedure } from '../base.ts'

export const requestRouter = router({
  list: workspaceProcedure.input(listRequestsInput).query(({ ctx, input }) => listRequests(ctx.verb, input)),
  get: workspaceProcedure.input(requestId).query(({ ctx, input }) => getRequest(ctx.verb, input)),
})

export const feedbackRouter = router({
  accuracy: workspaceProcedure
    .input(feedbackAccuracyInput)
    .query(({ ctx, input }) => feedbackAccuracy(ctx.verb, input)),
  give: workspaceProcedure
    .input(giveFeedbackInput)
    .mutation(({ ctx, input }) => giveFeedback(ctx.verb, input)),
})
