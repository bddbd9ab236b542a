export {
  announceWorker,
  listLiveWorkers,
  removeSilentWorkers,
  silentAfterMs,
  type WorkerPresence,
  withdrawWorker,
} from './presence.ts'
