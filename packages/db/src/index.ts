export { type Databases, type Db, openDatabases, type Sql, type Tx, withWorkspace } from './client.ts'
export { type IdPrefix, newId, timeOfId } from './ids.ts'
export { migrateDatabase } from './migrate.ts'
export type {
  ApiKeyKind,
  ApiKeyScope,
  CapBehaviour,
  CreditSource,
  DatasetVersionStatus,
  InvoiceStatus,
  JobError,
  LabellingQueue,
  LabellingState,
  LedgerAccountKind,
  LedgerTransactionKind,
  MrrMovementKind,
  PlanLimits,
  PlanPrice,
  SubscriptionStatus,
  TopUpState,
  TrainingStatus,
  WorkspaceRole,
} from './schema/index.ts'
export * as tables from './schema/index.ts'
