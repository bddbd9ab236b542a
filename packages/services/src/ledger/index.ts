export { backfillLedger } from './backfill.ts'
export { exportJournal, exportStatement } from './export-journal.ts'
export { ledgerBalances, listLedger, listLedgerInput, listStatement } from './read-ledger.ts'
