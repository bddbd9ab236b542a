export { type CountedCall, findCall } from './find-call.ts'
export { claimIdempotencyKey, releaseIdempotencyKey, sweepIdempotencyRecords } from './idempotency.ts'
export { type AnsweredRequest, recordPredictions, type UsageRefusal } from './record.ts'
export { recordBatchRows, recordTrainingSeconds } from './record-meter.ts'
