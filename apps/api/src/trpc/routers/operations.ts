import {
  discardJobs,
  discardJobsInput,
  listEndpoints,
  listEndpointsInput,
  listJobs,
  listJobsInput,
  listPlatformAudit,
  listPlatformAuditInput,
  listPlatformDeployments,
  listPlatformDeploymentsInput,
  listStripeEvents,
  listStripeEventsInput,
  replayStripeEvent,
  retryJobs,
  retryJobsInput,
  stripeEventIdInput,
  system,
} from '@assay/services/operations'
import { operatorProcedure, router } from '../base.ts'

/** How the platform runs, for whoever keeps it running. */
export const operationsRouter = router({
  system: operatorProcedure.query(({ ctx }) => system(ctx.verb)),
  jobs: operatorProcedure.input(listJobsInput).query(({ ctx, input }) => listJobs(ctx.verb, input)),
  retryJobs: operatorProcedure.input(retryJobsInput).mutation(({ ctx, input }) => retryJobs(ctx.verb, input)),
  discardJobs: operatorProcedure
    .input(discardJobsInput)
    .mutation(({ ctx, input }) => discardJobs(ctx.verb, input)),
  deployments: operatorProcedure
    .input(listPlatformDeploymentsInput)
    .query(({ ctx, input }) => listPlatformDeployments(ctx.verb, input)),
  stripeEvents: operatorProcedure
    .input(listStripeEventsInput)
    .query(({ ctx, input }) => listStripeEvents(ctx.verb, input)),
  replayStripeEvent: operatorProcedure
    .input(stripeEventIdInput)
    .mutation(({ ctx, input }) => replayStripeEvent(ctx.verb, input)),
  endpoints: operatorProcedure
    .input(listEndpointsInput)
    .query(({ ctx, input }) => listEndpoints(ctx.verb, input)),
  audit: operatorProcedure
    .input(listPlatformAuditInput)
    .query(({ ctx, input }) => listPlatformAudit(ctx.verb, input)),
})
