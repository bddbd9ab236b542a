export { claimIdempotencyKey, releaseIdempotencyKey, sweepIdempotencyRecords } from './idempotency.ts'
export { type AnsweredRequest, recordPredictions } from './record.ts'
