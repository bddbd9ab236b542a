export { holdTrace, traced, traceparent } from '@assay/db'
export { openZipWriter } from './archive/zip-writer.ts'
export { type ChangeFeed, openChangeFeed } from './changes.ts'
export { type Log, openLog } from './log.ts'
export { describeMail } from './mail/describe-mail.ts'
export { openMailer } from './mail/open-mailer.ts'
export { watchDatabase, watchQueue } from './metrics/database-metrics.ts'
export { type Metrics, openMetrics } from './metrics/open-metrics.ts'
export { serveMetrics } from './metrics/serve-metrics.ts'
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
export { openTracing, wantsTraces } from './tracing/open-tracing.ts'
export { openWebhookSender } from './webhook/send-webhook.ts'
