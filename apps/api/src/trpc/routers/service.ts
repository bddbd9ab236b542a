import { pageInput } from '@assay/services/core'
import {
  acceptChange,
  acceptChangeInput,
  acceptMilestone,
  acceptMilestoneInput,
  acceptQuote,
  acceptQuoteInput,
  askForChanges,
  askForChangesInput,
  attachmentIdInput,
  cancelEngagement,
  comment,
  commentInput,
  declineChange,
  declineChangeInput,
  declineQuote,
  declineQuoteInput,
  engagementIdInput,
  entriesInput,
  getEngagement,
  listEngagements,
  listEntries,
  removeAttachment,
  requestEngagement,
  requestEngagementInput,
} from '@assay/services/engagement'
import { router, workspaceProcedure } from '../base.ts'
import { follow } from '../follow.ts'

/** Custom services, for those who ask for them. */
export const serviceRouter = router({
  list: workspaceProcedure.input(pageInput).query(({ ctx, input }) => listEngagements(ctx.verb, input)),
  get: workspaceProcedure.input(engagementIdInput).query(({ ctx, input }) => getEngagement(ctx.verb, input)),
  entries: workspaceProcedure.input(entriesInput).query(({ ctx, input }) => listEntries(ctx.verb, input)),
  request: workspaceProcedure
    .input(requestEngagementInput)
    .mutation(({ ctx, input }) => requestEngagement(ctx.verb, input)),
  cancel: workspaceProcedure
    .input(engagementIdInput)
    .mutation(({ ctx, input }) => cancelEngagement(ctx.verb, input)),
  removeAttachment: workspaceProcedure
    .input(attachmentIdInput)
    .mutation(({ ctx, input }) => removeAttachment(ctx.verb, input)),
  comment: workspaceProcedure.input(commentInput).mutation(({ ctx, input }) => comment(ctx.verb, input)),
  acceptQuote: workspaceProcedure
    .input(acceptQuoteInput)
    .mutation(({ ctx, input }) => acceptQuote(ctx.verb, input, ctx.address)),
  declineQuote: workspaceProcedure
    .input(declineQuoteInput)
    .mutation(({ ctx, input }) => declineQuote(ctx.verb, input)),
  acceptMilestone: workspaceProcedure
    .input(acceptMilestoneInput)
    .mutation(({ ctx, input }) => acceptMilestone(ctx.verb, input)),
  askForChanges: workspaceProcedure
    .input(askForChangesInput)
    .mutation(({ ctx, input }) => askForChanges(ctx.verb, input)),
  acceptChange: workspaceProcedure
    .input(acceptChangeInput)
    .mutation(({ ctx, input }) => acceptChange(ctx.verb, input, ctx.address)),
  declineChange: workspaceProcedure
    .input(declineChangeInput)
    .mutation(({ ctx, input }) => declineChange(ctx.verb, input)),
  onChange: workspaceProcedure.subscription(({ ctx, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) => notice.topic === 'engagement' && notice.workspaceId === ctx.verb.workspaceId,
      async () => ({ at: new Date() }),
      () => false,
    ),
  ),
})
