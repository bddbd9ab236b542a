export { type ChangeFeed, openChangeFeed } from './changes.ts'
export { openFileMailer } from './file-mailer.ts'
export { openFolderStore } from './folder-store.ts'
export { type Log, openLog } from './log.ts'
export {
  freeJobsOf,
  freeOrphanedJobs,
  type JobHandlers,
  migrateQueue,
  type Queue,
  startQueue,
} from './queue.ts'
