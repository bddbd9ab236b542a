export { exportUsage, exportUsageInput } from './export-usage.ts'
export { type CountedCall, findCall } from './find-call.ts'
export {
  claimIdempotencyKey,
  releaseIdempotencyKey,
  reopenIdempotencyKey,
  sweepIdempotencyRecords,
} from './idempotency.ts'
export { type AnsweredRequest, recordPredictions, type UsageRefusal } from './record.ts'
export { type BatchUsageOutcome, type RoomBound, recordBatchRows } from './record-batch-rows.ts'
export { recordTrainingSeconds } from './record-meter.ts'
