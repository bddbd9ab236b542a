export { editPlanInput } from './draft-version.ts'
export { listDunning } from './dunning.ts'
export { exportReport, exportReportInput } from './export-report.ts'
export {
  migrateInput,
  migrateSubscribers,
  migrationInput,
  previewMigration,
  settleMigrations,
} from './migrate-subscribers.ts'
export { editPlan, listPlanHistory } from './plans.ts'
export { revenue } from './revenue.ts'
export { simulatePlan } from './simulate-plan.ts'
export { listInvoices, listSubscriptions } from './subscriptions.ts'
