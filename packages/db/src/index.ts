export { type Databases, type Db, openDatabases, type Sql, type Tx, withWorkspace } from './client.ts'
export { type IdPrefix, newId, timeOfId } from './ids.ts'
export { migrateDatabase } from './migrate.ts'
export type {
  ApiKeyKind,
  ApiKeyScope,
  BatchStatus,
  CapBehaviour,
  ChangeState,
  CreditSource,
  DatasetVersionStatus,
  EngagementDataKind,
  EngagementState,
  FiguresSpan,
  InvoiceStatus,
  JobError,
  LabellingQueue,
  LabellingState,
  LedgerAccountKind,
  LedgerTransactionKind,
  MrrMovementKind,
  PlanLimits,
  PlanPrice,
  QuoteState,
  SubscriptionStatus,
  TopUpState,
  TrafficRole,
  TrainingStatus,
  WebhookAttempt,
  WebhookDeliveryStatus,
  WorkState,
  WorkspaceRole,
} from './schema/index.ts'
export * as tables from './schema/index.ts'
