export type { Batch, Batches, BatchOptions, BatchSource, BatchStatus, ResultFormat } from './batches.ts'
export { Assay, type AssayOptions, type Feedback, type PredictOptions } from './client.ts'
export {
  AssayError,
  AuthenticationError,
  ConnectionError,
  IdempotencyError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  QuotaError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from './errors.ts'
export type {
  Attribution,
  DeploymentDescription,
  DeploymentShape,
  Deployments,
  LabelScore,
  Media,
  MultiPrediction,
  Prediction,
  PredictionOf,
  PredictResponse,
  Row,
} from './shapes.ts'
export type { StreamOptions } from './stream.ts'
export type { CallOptions } from './transport.ts'
