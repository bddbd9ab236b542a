import type { ErrorCode } from '@assay/services/errors'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'

/** How the dashboard's door names each refusal; exhaustive, so that a new code does not compile without it. */
export const trpcCodes: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  invalid_request: 'BAD_REQUEST',
  invalid_text: 'BAD_REQUEST',
  input_type: 'BAD_REQUEST',
  input_not_finite: 'BAD_REQUEST',
  input_undecodable: 'UNPROCESSABLE_CONTENT',
  column_missing: 'BAD_REQUEST',
  column_unknown: 'BAD_REQUEST',
  column_type: 'BAD_REQUEST',
  batch_too_large: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  key_missing: 'UNAUTHORIZED',
  key_invalid: 'UNAUTHORIZED',
  key_in_url: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  idempotency_mismatch: 'UNPROCESSABLE_CONTENT',
  idempotency_in_flight: 'CONFLICT',
  quota_exceeded: 'PAYMENT_REQUIRED',
  plan_limit: 'PAYMENT_REQUIRED',
  rate_limited: 'TOO_MANY_REQUESTS',
  dataset_unusable: 'UNPROCESSABLE_CONTENT',
  checksum_mismatch: 'UNPROCESSABLE_CONTENT',
  upload_too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_media_type: 'UNSUPPORTED_MEDIA_TYPE',
  artifact_corrupt: 'INTERNAL_SERVER_ERROR',
  overloaded: 'SERVICE_UNAVAILABLE',
  payment_failed: 'PAYMENT_REQUIRED',
}
