import type { BatchView } from '@assay/services/views'

/** A batch in the names of the REST API. */
export const presentBatch = (batch: BatchView) => ({
  id: batch.id,
  deployment: batch.deploymentId,
  model_version: batch.modelVersionId,
  status: batch.status,
  source: {
    type: batch.datasetVersionId === null ? 'upload' : 'dataset_version',
    name: batch.sourceName,
    dataset_version: batch.datasetVersionId,
  },
  rows_total: batch.rowsTotal,
  rows_done: batch.rowsDone,
  rows_refused: batch.rowsRefused,
  predictions: batch.predictions,
  cost: batch.cost && { amount_minor: batch.cost.minor, currency: batch.cost.currency },
  unreadable: batch.unreadable,
  error: batch.error && { code: batch.error.code, message: batch.error.message },
  created_at: batch.createdAt.toISOString(),
  finished_at: batch.finishedAt?.toISOString() ?? null,
  expires_at: batch.expiresAt.toISOString(),
})
