export {
  type Actor,
  asSystem,
  type Ctx,
  type InForce,
  type OperatorCtx,
  requireRole,
  type Services,
  type UserCtx,
  type WorkspaceCtx,
} from './context.ts'
export { type JobName, type JobPayload, jobs } from './jobs.ts'
export { changeChannel } from './notify.ts'
export { type Page, pageInput } from './page.ts'
export type {
  ArchiveWriter,
  ChangeNotice,
  DirectUploads,
  Mailer,
  ObjectStore,
  Paper,
  StoredObject,
  WebhookMessage,
  WebhookReply,
  WebhookSender,
} from './ports.ts'
export { pingDatabase, pingQueue } from './readiness.ts'
export { refuseNul } from './storable.ts'
