export { type ChangeFeed, openChangeFeed } from './changes.ts'
export { type Log, openLog } from './log.ts'
export { openMailer } from './mail/open-mailer.ts'
export { renderPaper } from './paper/render-paper.ts'
export { openPredictCaller, PredictionFailed, WorkerUnreachable } from './predict-link/call.ts'
export { servePredictCalls, showsToken } from './predict-link/serve.ts'
export {
  freeJobsOf,
  freeOrphanedJobs,
  type JobHandlers,
  migrateQueue,
  type Queue,
  startQueue,
} from './queue.ts'
export { openFolderStore } from './store/folder-store.ts'
export { openStore } from './store/open-store.ts'
export { openWebhookSender } from './webhook/send-webhook.ts'
