import type { tables } from '@assay/db'
import type { Manifest, TrainingReport } from '@assay/ml-core/schema'
import type { ModelVersionSummary } from '../views.ts'

export type ModelVersionRow = typeof tables.modelVersion.$inferSelect

// Both were parsed by the worker before completeTraining wrote them.
export const manifestOf = (row: Pick<ModelVersionRow, 'manifest'>): Manifest => row.manifest as Manifest
export const reportOf = (row: Pick<ModelVersionRow, 'report'>): TrainingReport => row.report as TrainingReport

export const summariseModelVersion = (row: ModelVersionRow): ModelVersionSummary => ({
  id: row.id,
  modelId: row.modelId,
  number: row.number,
  family: manifestOf(row).family,
  accuracy: row.accuracy,
  macroF1: row.macroF1,
  artifactBytes: row.artifactBytes,
  artifactSha256: row.artifactSha256,
  createdAt: row.createdAt,
  datasetVersionId: row.datasetVersionId,
  trainingJobId: row.trainingJobId,
  compression: manifestOf(row).config.compression ?? null,
})
