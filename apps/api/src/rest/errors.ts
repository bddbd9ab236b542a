import { AssayError, type ErrorCode } from '@assay/services/errors'
import { ZodError } from 'zod'
import { isConnectionLoss } from '../connection-loss.ts'

type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'idempotency_error'
  | 'quota_error'
  | 'rate_limit_error'
  | 'api_error'

/** How the native API answers each refusal; exhaustive, so that a new code does not compile without it. */
export const answers: Record<ErrorCode, { status: number; type: ErrorType }> = {
  invalid_request: { status: 400, type: 'invalid_request_error' },
  invalid_text: { status: 400, type: 'invalid_request_error' },
  input_type: { status: 400, type: 'invalid_request_error' },
  input_not_finite: { status: 400, type: 'invalid_request_error' },
  input_undecodable: { status: 422, type: 'invalid_request_error' },
  column_missing: { status: 400, type: 'invalid_request_error' },
  column_unknown: { status: 400, type: 'invalid_request_error' },
  column_type: { status: 400, type: 'invalid_request_error' },
  batch_too_large: { status: 400, type: 'invalid_request_error' },
  unauthenticated: { status: 401, type: 'authentication_error' },
  key_missing: { status: 401, type: 'authentication_error' },
  key_invalid: { status: 401, type: 'authentication_error' },
  key_in_url: { status: 401, type: 'authentication_error' },
  key_expired: { status: 401, type: 'authentication_error' },
  forbidden: { status: 403, type: 'permission_error' },
  not_found: { status: 404, type: 'not_found_error' },
  conflict: { status: 409, type: 'invalid_request_error' },
  idempotency_mismatch: { status: 422, type: 'idempotency_error' },
  idempotency_in_flight: { status: 409, type: 'idempotency_error' },
  quota_exceeded: { status: 402, type: 'quota_error' },
  end_user_limit: { status: 402, type: 'quota_error' },
  end_user_blocked: { status: 403, type: 'permission_error' },
  spend_cap_reached: { status: 402, type: 'quota_error' },
  key_spend_cap_reached: { status: 402, type: 'quota_error' },
  credits_exhausted: { status: 402, type: 'quota_error' },
  plan_limit: { status: 402, type: 'quota_error' },
  payment_required: { status: 402, type: 'quota_error' },
  subscription_paused: { status: 402, type: 'quota_error' },
  suspended: { status: 403, type: 'permission_error' },
  rate_limited: { status: 429, type: 'rate_limit_error' },
  dataset_unusable: { status: 422, type: 'invalid_request_error' },
  checksum_mismatch: { status: 422, type: 'invalid_request_error' },
  upload_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  artifact_corrupt: { status: 500, type: 'api_error' },
  overloaded: { status: 503, type: 'api_error' },
  payment_failed: { status: 402, type: 'quota_error' },
  url_not_allowed: { status: 400, type: 'invalid_request_error' },
}

export type RestAnswer = { status: number; headers: Record<string, string>; body: string; expected: boolean }

/** Too slow or too large before any verb was asked. */
export class HttpRefusal extends Error {
  readonly status: 405 | 408 | 412 | 413 | 404
  readonly code: string
  constructor(status: 405 | 408 | 412 | 413 | 404, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const asAssayError = (error: unknown): AssayError | null => {
  if (error instanceof AssayError) return error
  if (!(error instanceof ZodError)) return null
  const [issue] = error.issues
  const param = issue?.path.join('.') || null
  return new AssayError(
    'invalid_request',
    param ? `${param}: ${issue?.message}` : (issue?.message ?? 'Invalid'),
    {
      param,
    },
  )
}

/** Status, headers and the message that may be shown; `expected` is false for our own faults. */
export const describeFailure = (error: unknown) => {
  if (error instanceof HttpRefusal)
    return {
      status: error.status,
      type: 'invalid_request_error' as const,
      code: error.code,
      message: error.message,
      param: null,
      retryAfterSeconds: null,
      expected: true,
    }
  if (isConnectionLoss(error))
    return {
      status: 503,
      type: 'api_error' as const,
      code: 'unavailable',
      message:
        'The database could not be reached. Try again; with an Idempotency-Key nothing is ever billed twice.',
      param: null,
      retryAfterSeconds: 1,
      expected: false,
    }
  const known = asAssayError(error)
  if (!known)
    return {
      status: 500,
      type: 'api_error' as const,
      code: 'internal_error',
      message: 'Something went wrong on our side. Nothing was billed. The request id tells us where to look.',
      param: null,
      retryAfterSeconds: null,
      expected: false,
    }
  const { status, type } = answers[known.code]
  return {
    status,
    type,
    code: known.code,
    message: known.message,
    param: known.param,
    retryAfterSeconds: known.retryAfterSeconds,
    expected: known.code !== 'artifact_corrupt',
  }
}

const retryHeader = (seconds: number | null): Record<string, string> =>
  seconds === null ? {} : { 'retry-after': String(seconds) }

/** The native API's error body: `{"error":{"type","code","message","param","request_id"}}`. */
export const nativeFailure = (error: unknown, requestId: string): RestAnswer => {
  const { status, type, code, message, param, retryAfterSeconds, expected } = describeFailure(error)
  return {
    status,
    headers: retryHeader(retryAfterSeconds),
    body: JSON.stringify({ error: { type, code, message, param, request_id: requestId } }),
    expected,
  }
}

/** `{"error":"text"}`, as Hugging Face, the Open Inference Protocol and TensorFlow Serving have it. */
export const textFailure = (error: unknown): RestAnswer => {
  const { status, message, retryAfterSeconds, expected } = describeFailure(error)
  return {
    status,
    headers: retryHeader(retryAfterSeconds),
    body: JSON.stringify({ error: message }),
    expected,
  }
}

/**
 * The same; but its JavaScript client sends again at once, and without end, whatever is answered with 503, so what is
 * too much for the moment is 429 here.
 */
export const huggingFaceFailure = (error: unknown): RestAnswer => {
  const answer = textFailure(error)
  return answer.status === 503 && answer.expected ? { ...answer, status: 429 } : answer
}

/** OpenAI's: `{"error":{"message","type","param","code"}}`, every key present. */
export const openAiFailure = (error: unknown): RestAnswer => {
  const { status, type, code, message, param, retryAfterSeconds, expected } = describeFailure(error)
  return {
    status,
    headers: retryHeader(retryAfterSeconds),
    body: JSON.stringify({ error: { message, type, param, code } }),
    expected,
  }
}
