import type { DatasetProfile } from '@assay/datasets/schema'
import { type DatasetVersionStatus, newId, tables } from '@assay/db'
import { type Manifest, type TrainingReport, trainingConfigSchema } from '@assay/ml-core/schema'
import type { WorkspaceCtx } from '../core/context.ts'
import { type CallRecord, keepCalls } from '../request/index.ts'
import { recordPredictions } from '../usage/index.ts'

export const textProfile: DatasetProfile = {
  kind: 'text',
  rows: 10,
  labelColumn: 'label',
  textColumn: 'text',
  columns: [],
  classes: [
    { label: 'ham', count: 5, train: 3, validation: 1, test: 1 },
    { label: 'spam', count: 5, train: 3, validation: 1, test: 1 },
  ],
  splits: { train: 6, validation: 2, test: 2 },
}

const evaluation: TrainingReport['test'] = {
  rows: 2,
  accuracy: 1,
  macroPrecision: 1,
  macroRecall: 1,
  macroF1: 1,
  microF1: 1,
  logLoss: 0.1,
  ece: 0.01,
  perClass: [],
  confusion: [],
}

export const textReport: TrainingReport = {
  kind: 'text',
  labels: ['ham', 'spam'],
  chosen: 'sparse-linear',
  leaderboard: [],
  validation: evaluation,
  test: evaluation,
  baseline: evaluation,
  curve: [],
  worstErrors: [],
  calibration: [],
  rows: { train: 6, validation: 2, test: 2 },
  backend: null,
  seconds: 1,
  warnings: [],
}

export const textManifest: Manifest = {
  format: 'assay-bundle',
  formatVersion: 1,
  kind: 'text',
  family: 'sparse-linear',
  labels: ['ham', 'spam'],
  columns: [],
  example: 'win a prize',
  config: trainingConfigSchema.parse({}),
  backend: null,
  files: {},
}

/** A dataset with one version, as an ingest would have left it. */
export const addDatasetVersion = async (
  ctx: WorkspaceCtx,
  status: DatasetVersionStatus = 'ready',
): Promise<{ datasetId: string; datasetVersionId: string }> => {
  const datasetId = newId('ds')
  const datasetVersionId = newId('dsv')
  const { workspaceId, dbs } = ctx
  await dbs.platform.insert(tables.dataset).values({ id: datasetId, workspaceId, name: 'Mails' })
  await dbs.platform.insert(tables.datasetVersion).values({
    id: datasetVersionId,
    workspaceId,
    datasetId,
    number: 1,
    status,
    fileName: 'mails.csv',
    uploadKey: `${workspaceId}/uploads/${datasetVersionId}`,
    ...(status === 'ready'
      ? { profile: textProfile, rows: 10, parquetKey: `${workspaceId}/datasets/${datasetVersionId}.parquet` }
      : {}),
  })
  return { datasetId, datasetVersionId }
}

export type ModelLineage = {
  datasetId: string
  datasetVersionId: string
  modelId: string
  trainingJobId: string
  modelVersionId: string
}

/** A model with one trained version, and the dataset and job behind it. */
export const addModelVersion = async (ctx: WorkspaceCtx): Promise<ModelLineage> => {
  const from = await addDatasetVersion(ctx)
  const modelId = newId('mdl')
  await ctx.dbs.platform.insert(tables.model).values({
    id: modelId,
    workspaceId: ctx.workspaceId,
    datasetId: from.datasetId,
    name: 'Spam',
    kind: 'text',
  })
  return addNextModelVersion(ctx, { ...from, modelId }, 1)
}

/** A further version of a model. */
export const addNextModelVersion = async (
  ctx: WorkspaceCtx,
  of: { datasetId: string; datasetVersionId: string; modelId: string },
  number: number,
): Promise<ModelLineage> => {
  const { datasetId, datasetVersionId, modelId } = of
  const trainingJobId = newId('job')
  const modelVersionId = newId('mdv')
  const { workspaceId, dbs } = ctx
  await dbs.platform.insert(tables.trainingJob).values({
    id: trainingJobId,
    workspaceId,
    modelId,
    datasetVersionId,
    status: 'succeeded',
    config: textManifest.config,
  })
  await dbs.platform.insert(tables.modelVersion).values({
    id: modelVersionId,
    workspaceId,
    modelId,
    number,
    trainingJobId,
    datasetVersionId,
    artifactKey: `${workspaceId}/models/${trainingJobId}-1.bundle`,
    artifactBytes: 1,
    artifactSha256: 'a'.repeat(64),
    manifest: textManifest,
    report: textReport,
    accuracy: 1,
    macroF1: 1,
  })
  return { datasetId, datasetVersionId, modelId, trainingJobId, modelVersionId }
}

/** A finalised invoice with one line of usage. */
export const addInvoice = async (
  ctx: WorkspaceCtx,
): Promise<{ invoiceId: string; invoiceLineId: string }> => {
  const invoiceId = newId('in')
  const invoiceLineId = newId('il')
  const { workspaceId, dbs } = ctx
  const period = { periodStart: new Date(Date.UTC(2026, 0, 1)), periodEnd: new Date(Date.UTC(2026, 1, 1)) }
  await dbs.platform.insert(tables.invoice).values({
    ...period,
    id: invoiceId,
    workspaceId,
    stripeInvoiceId: `in_${invoiceId}`,
    status: 'paid',
    kind: 'subscription_cycle',
    currency: 'usd',
    totalMinor: 60n,
    amountPaidMinor: 60n,
    amountDueMinor: 60n,
  })
  await dbs.platform.insert(tables.invoiceLine).values({
    ...period,
    id: invoiceLineId,
    workspaceId,
    invoiceId,
    kind: 'usage',
    description: '1,000 predictions',
    quantity: 1_000,
    exactAmount: '60',
    amountMinor: 60n,
    roundingDelta: '0',
    currency: 'usd',
  })
  return { invoiceId, invoiceLineId }
}

/** A row that waits for a label, with the plan that it is labelled by. */
export const addLabellingItem = async (ctx: WorkspaceCtx, datasetId: string): Promise<string> => {
  const { workspaceId, dbs } = ctx
  const id = newId('lbl')
  await dbs.platform
    .insert(tables.labellingPlan)
    .values({ datasetId, workspaceId, kind: 'text', classes: ['ham', 'spam'] })
  await dbs.platform
    .insert(tables.labellingItem)
    .values({ id, workspaceId, datasetId, queue: 'unlabelled', contentSha256: id, input: 'Call me' })
  return id
}

/** A call that was answered, counted and written to the log; what of it is captured is for the caller to say. */
export const addCall = async (
  ctx: WorkspaceCtx,
  of: { deploymentId: string; modelVersionId: string },
  more: Partial<CallRecord> = {},
): Promise<string> => {
  const { workspaceId } = ctx
  const requestId = more.requestId ?? newId('req')
  const answers = more.answers ?? [{ label: 'ham', score: 0.9 }]
  const call = { requestId, apiKeyId: null, endUserId: null, idempotencyKey: null, response: null }
  await recordPredictions(ctx, { workspaceId, ...of }, [{ ...call, quantity: answers.length }])
  await keepCalls(ctx, [
    {
      requestId,
      workspaceId,
      ...of,
      apiKeyId: null,
      endUserId: null,
      status: 200,
      code: null,
      latencyMs: 3,
      inputs: answers.length,
      answers,
      at: ctx.now(),
      capture: null,
      ...more,
    },
  ])
  return requestId
}
