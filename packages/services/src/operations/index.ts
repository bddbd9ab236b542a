export {
  exportPlatformAudit,
  exportPlatformAuditInput,
  listPlatformAudit,
  listPlatformAuditInput,
} from './audit-log.ts'
export { listPlatformDeployments, listPlatformDeploymentsInput } from './list-deployments.ts'
export { listEndpoints, listEndpointsInput } from './list-endpoints.ts'
export { listJobs, listJobsInput } from './list-jobs.ts'
export { discardJobs, discardJobsInput, retryJobs, retryJobsInput } from './settle-dead-jobs.ts'
export {
  listStripeEvents,
  listStripeEventsInput,
  replayStripeEvent,
  stripeEventIdInput,
} from './stripe-events.ts'
export { system } from './system.ts'
