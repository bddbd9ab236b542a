export { backfillLedger } from './backfill.ts'
