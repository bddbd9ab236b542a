/** How a refusal of the API reads: `{"error":{"type","code","message","param","request_id"}}`. */
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

/** Every failure of a call. `code` tells refusals apart; `requestId` is what to quote when asking for help. */
export class AssayError extends Error {
  /** Null where no answer came at all. */
  readonly status: number | null
  /** `quota_exceeded`, `column_missing`, …; see the API reference. */
  readonly code: string
  readonly type: string
  /** The place at fault, such as `inputs[3].Age`. */
  readonly param: string | null
  readonly requestId: string | null
  /** After how long the server asks to be called again. */
  readonly retryAfterMs: number | null
  /** Of a call with several inputs: which one was refused, counted from 0 over all that were given. */
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

/** 400, 413, 415, 422: the request itself is wrong; `param` names the place. */
export class InvalidRequestError extends AssayError {}
/** 401: no key, or one that is unknown, revoked or expired. */
export class AuthenticationError extends AssayError {}
/** 403: the key is not for this: its scope, address or origin. */
export class PermissionError extends AssayError {}
/** 404: nothing with this id in the workspace of the key. */
export class NotFoundError extends AssayError {}
/** 402: the predictions included in the plan are used up. */
export class QuotaError extends AssayError {}
/** 429: over the rate of the plan or the key. */
export class RateLimitError extends AssayError {}
/** 409 and 422 of an Idempotency-Key: still in flight, or used with another body. */
export class IdempotencyError extends AssayError {}
/** 5xx: a fault of the server; nothing was billed. */
export class ServerError extends AssayError {}
/** No answer: the network or the server could not be reached. */
export class ConnectionError extends AssayError {}
/** No answer within `timeoutMs`. */
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

/** What an answer that is no success says. */
export const errorFrom = (response: Response, text: string): AssayError => {
  const { error } = readBody(text)
  const type = error?.type ?? 'api_error'
  const ErrorClass = classFor(response.status, type)
  return new ErrorClass(error?.message ?? `The server answered ${response.status}.`, {
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
