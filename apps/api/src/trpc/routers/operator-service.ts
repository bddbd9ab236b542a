import {
  deploymentId,
  endDedicated,
  endDedicatedInput,
  listDedicated,
  listDedicatedInput,
  setDedicated,
  setDedicatedInput,
  slaReportAsOperator,
} from '@assay/services/deployment'
import {
  addTask,
  addTaskInput,
  commentAsOperator,
  commentInput,
  engagementIdInput,
  engagementPipeline,
  entriesInput,
  getEngagementAsOperator,
  linkDeliverable,
  linkDeliverableInput,
  listEngagementsAsOperator,
  listEngagementsAsOperatorInput,
  listEntriesAsOperator,
  moveMilestone,
  moveMilestoneInput,
  proposeChange,
  proposeChangeInput,
  removeTask,
  removeTaskInput,
  saveQuote,
  saveQuoteInput,
  sendQuote,
  sendQuoteInput,
  unlinkDeliverable,
  unlinkDeliverableInput,
  updateTask,
  updateTaskInput,
  withdrawChange,
  withdrawChangeInput,
} from '@assay/services/engagement'
import { operatorProcedure, router } from '../base.ts'
import { follow } from '../follow.ts'

/** Custom services, for whoever provides them. */
export const operatorServiceRouter = router({
  pipeline: operatorProcedure.query(({ ctx }) => engagementPipeline(ctx.verb)),
  list: operatorProcedure
    .input(listEngagementsAsOperatorInput)
    .query(({ ctx, input }) => listEngagementsAsOperator(ctx.verb, input)),
  get: operatorProcedure
    .input(engagementIdInput)
    .query(({ ctx, input }) => getEngagementAsOperator(ctx.verb, input)),
  entries: operatorProcedure
    .input(entriesInput)
    .query(({ ctx, input }) => listEntriesAsOperator(ctx.verb, input)),
  comment: operatorProcedure
    .input(commentInput)
    .mutation(({ ctx, input }) => commentAsOperator(ctx.verb, input)),
  saveQuote: operatorProcedure.input(saveQuoteInput).mutation(({ ctx, input }) => saveQuote(ctx.verb, input)),
  sendQuote: operatorProcedure.input(sendQuoteInput).mutation(({ ctx, input }) => sendQuote(ctx.verb, input)),
  moveMilestone: operatorProcedure
    .input(moveMilestoneInput)
    .mutation(({ ctx, input }) => moveMilestone(ctx.verb, input)),
  addTask: operatorProcedure.input(addTaskInput).mutation(({ ctx, input }) => addTask(ctx.verb, input)),
  updateTask: operatorProcedure
    .input(updateTaskInput)
    .mutation(({ ctx, input }) => updateTask(ctx.verb, input)),
  removeTask: operatorProcedure
    .input(removeTaskInput)
    .mutation(({ ctx, input }) => removeTask(ctx.verb, input)),
  linkDeliverable: operatorProcedure
    .input(linkDeliverableInput)
    .mutation(({ ctx, input }) => linkDeliverable(ctx.verb, input)),
  unlinkDeliverable: operatorProcedure
    .input(unlinkDeliverableInput)
    .mutation(({ ctx, input }) => unlinkDeliverable(ctx.verb, input)),
  proposeChange: operatorProcedure
    .input(proposeChangeInput)
    .mutation(({ ctx, input }) => proposeChange(ctx.verb, input)),
  withdrawChange: operatorProcedure
    .input(withdrawChangeInput)
    .mutation(({ ctx, input }) => withdrawChange(ctx.verb, input)),
  deployments: operatorProcedure
    .input(listDedicatedInput)
    .query(({ ctx, input }) => listDedicated(ctx.verb, input)),
  setDedicated: operatorProcedure
    .input(setDedicatedInput)
    .mutation(({ ctx, input }) => setDedicated(ctx.verb, input)),
  endDedicated: operatorProcedure
    .input(endDedicatedInput)
    .mutation(({ ctx, input }) => endDedicated(ctx.verb, input)),
  sla: operatorProcedure.input(deploymentId).query(({ ctx, input }) => slaReportAsOperator(ctx.verb, input)),
  onChange: operatorProcedure.subscription(({ ctx, signal }) =>
    follow(
      ctx.changes,
      signal,
      (notice) => notice.topic === 'engagement',
      async () => ({ at: new Date() }),
      () => false,
    ),
  ),
})
