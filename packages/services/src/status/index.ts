export { setPublicStatus, setPublicStatusInput } from './publish.ts'
export { deploymentStatusInput, readDeploymentStatus, readPlatformStatus } from './read-status.ts'
export { type HealthCheck, recordHealth, sweepHealth } from './record-health.ts'
