/** The body of an API error: `{"error":{"type","code","message","param","request_id"}}`. */
type ErrorBody = {
  error?: { type?: string; code?: string; message?: string; param?: string | null; request_id?: string }
}

type Details = {
  status: number | null
  code: string
  type: string
  param?: string | null
  requestId?: string | null
  retryAfterMs?: number | null
  cause?: unknown
}

/** Any failure of a call. `code` identifies the error; quote `requestId` when you ask for help. */
export class AssayError extends Error {
  /** Null if there was no response. */
  readonly status: number | null
  /** `quota_exceeded`, `column_missing`, …; see the API reference. */
  readonly code: string
  readonly type: string
  /** Where the problem is, such as `inputs[3].Age`. */
  readonly param: string | null
  readonly requestId: string | null
  /** How long the server asks you to wait before retrying. */
  readonly retryAfterMs: number | null
  /** Index of the input at fault, from 0, among all inputs passed. */
  inputIndex: number | null

  constructor(message: string, details: Details) {
    super(message, { cause: details.cause })
    this.name = new.target.name
    this.status = details.status
    this.code = details.code
    this.type = details.type
    this.param = details.param ?? null
    this.requestId = details.requestId ?? null
    this.retryAfterMs = details.retryAfterMs ?? null
    const place = /^inputs(?:\[(\d+)\])?/.exec(this.param ?? '')
    this.inputIndex = place ? Number(place[1] ?? 0) : null
  }
}

/** 400, 413, 415, 422: the request is invalid; `param` says where. */
export class InvalidRequestError extends AssayError {}
/** 401: the API key is missing, unknown, revoked or expired. */
export class AuthenticationError extends AssayError {}
/** 403: the key does not allow this: its scope, IP address or origin. */
export class PermissionError extends AssayError {}
/** 404: nothing with this ID in the key's workspace. */
export class NotFoundError extends AssayError {}
/** 402: the predictions included in the plan are used up. */
export class QuotaError extends AssayError {}
/** 429: over the rate limit of the plan or the key. */
export class RateLimitError extends AssayError {}
/** 409 or 422 for an Idempotency-Key: still in flight, or used with a different body. */
export class IdempotencyError extends AssayError {}
/** 5xx: the server failed; nothing was billed. */
export class ServerError extends AssayError {}
/** No response: the network or the server could not be reached. */
export class ConnectionError extends AssayError {}
/** No response within `timeoutMs`. */
export class TimeoutError extends AssayError {}

const classFor = (status: number, type: string): typeof AssayError => {
  if (type === 'idempotency_error') return IdempotencyError
  if (status === 401) return AuthenticationError
  if (status === 402) return QuotaError
  if (status === 403) return PermissionError
  if (status === 404) return NotFoundError
  if (status === 429) return RateLimitError
  return status >= 500 ? ServerError : InvalidRequestError
}

/** Seconds or a date, as `Retry-After` may say; null where it says nothing. */
const readRetryAfter = (value: string | null, nowMs: number): number | null => {
  if (value === null || value.trim() === '') return null
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

/** The error in an unsuccessful response. */
export const errorFrom = (response: Response, text: string): AssayError => {
  const { error } = readBody(text)
  const type = error?.type ?? 'api_error'
  const ErrorClass = classFor(response.status, type)
  return new ErrorClass(error?.message ?? `The server responded with status ${response.status}.`, {
    status: response.status,
    code: error?.code ?? `http_${response.status}`,
    type,
    param: error?.param ?? null,
    requestId: error?.request_id ?? response.headers.get('x-request-id'),
    retryAfterMs: readRetryAfter(response.headers.get('retry-after'), Date.now()),
  })
}

const readBody = (text: string): ErrorBody => {
  try {
    const value: unknown = JSON.parse(text)
    // A proxy may answer anything; what is no error of the API's has no `error` object.
    const body = value as ErrorBody | null
    return typeof body?.error === 'object' ? body : {}
  } catch {
    return {}
  }
}
