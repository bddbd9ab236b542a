import {
  createWebhook,
  createWebhookInput,
  deleteWebhook,
  listDeliveries,
  listDeliveriesInput,
  listWebhooks,
  replayDelivery,
  replayFailed,
  replayFailedInput,
  rotateWebhook,
  rotateWebhookInput,
  testWebhook,
  updateWebhook,
  updateWebhookInput,
  webhookId,
} from '@assay/services/webhook'
import { router, workspaceProcedure } from '../base.ts'

export const webhookRouter = router({
  list: workspaceProcedure.query(({ ctx }) => listWebhooks(ctx.verb)),
  create: workspaceProcedure
    .input(createWebhookInput)
    .mutation(({ ctx, input }) => createWebhook(ctx.verb, input)),
  update: workspaceProcedure
    .input(updateWebhookInput)
    .mutation(({ ctx, input }) => updateWebhook(ctx.verb, input)),
  rotate: workspaceProcedure
    .input(rotateWebhookInput)
    .mutation(({ ctx, input }) => rotateWebhook(ctx.verb, input)),
  delete: workspaceProcedure.input(webhookId).mutation(({ ctx, input }) => deleteWebhook(ctx.verb, input)),
  test: workspaceProcedure.input(webhookId).mutation(({ ctx, input }) => testWebhook(ctx.verb, input)),
  deliveries: workspaceProcedure
    .input(listDeliveriesInput)
    .query(({ ctx, input }) => listDeliveries(ctx.verb, input)),
  replay: workspaceProcedure.input(webhookId).mutation(({ ctx, input }) => replayDelivery(ctx.verb, input)),
  replayFailed: workspaceProcedure
    .input(replayFailedInput)
    .mutation(({ ctx, input }) => replayFailed(ctx.verb, input)),
})
