export { cancelBatch, resumeBatch } from './control.ts'
export { estimateBatch, estimateBatchInput } from './estimate.ts'
export {
  type BatchClaim,
  claimBatch,
  commitStretch,
  endBatch,
  keepBatchRows,
  type StretchOutcome,
} from './job.ts'
export { batchId } from './lookup.ts'
export { getBatch, listBatches } from './read.ts'
export { batchResultsInput, openBatchResults } from './results.ts'
export { startBatch, startBatchInput, startFileBatch, startFileBatchInput } from './start.ts'
export { sweepBatches } from './sweep.ts'
