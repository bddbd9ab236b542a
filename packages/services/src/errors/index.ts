/** Every way in which a verb refuses. Each door maps all of them; a new one fails to compile until it does. */
export const errorCodes = [
  'invalid_request',
  'invalid_text',
  'input_type',
  'input_not_finite',
  'input_undecodable',
  'column_missing',
  'column_unknown',
  'column_type',
  'batch_too_large',
  'unauthenticated',
  'key_missing',
  'key_invalid',
  'key_in_url',
  'key_expired',
  'forbidden',
  'not_found',
  'conflict',
  'idempotency_mismatch',
  'idempotency_in_flight',
  'quota_exceeded',
  'end_user_limit',
  'end_user_blocked',
  'spend_cap_reached',
  'key_spend_cap_reached',
  'credits_exhausted',
  'plan_limit',
  'payment_required',
  'subscription_paused',
  'suspended',
  'rate_limited',
  'dataset_unusable',
  'checksum_mismatch',
  'upload_too_large',
  'unsupported_media_type',
  'artifact_corrupt',
  'overloaded',
  'payment_failed',
  'url_not_allowed',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export class AssayError extends Error {
  readonly code: ErrorCode
  /** The field, column or parameter at fault. */
  readonly param: string | null
  readonly retryAfterSeconds: number | null

  constructor(
    code: ErrorCode,
    message: string,
    options: { param?: string | null; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AssayError'
    this.code = code
    this.param = options.param ?? null
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}

export type Entity =
  | 'workspace'
  | 'member'
  | 'invitation'
  | 'API key'
  | 'dataset'
  | 'dataset version'
  | 'row'
  | 'row to label'
  | 'upload'
  | 'model'
  | 'model version'
  | 'training job'
  | 'solution run'
  | 'deployment'
  | 'prediction'
  | 'request'
  | 'end user'
  | 'batch'
  | 'plan'
  | 'subscription'
  | 'coupon'
  | 'invoice'
  | 'invoice line'
  | 'credit note'
  | 'dispute'
  | 'tax rate'
  | 'reconciliation'
  | 'campaign'
  | 'credit grant'
  | 'top-up'
  | 'service'
  | 'quote'
  | 'milestone'
  | 'task'
  | 'change request'
  | 'attachment'
  | 'deliverable'
  | 'webhook'
  | 'webhook delivery'
  | 'session'
  | 'export'
  | 'note'
  | 'announcement'
  | 'job'
  | 'legal text'
  | 'public page'
  | 'page'
  | 'event'

/** Also for what belongs to another workspace: the two answers must not differ. */
export class NotFound extends AssayError {
  constructor(entity: Entity, id: string) {
    super('not_found', `No ${entity} with the id ${JSON.stringify(id.slice(0, 64))}.`, { param: 'id' })
  }
}
