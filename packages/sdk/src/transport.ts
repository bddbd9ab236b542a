import { AssayError, ConnectionError, errorFrom, TimeoutError } from './errors.ts'

export type TransportOptions = {
  /** An API key (`ask_…`) or, in the browser, a publishable key (`apk_…`). */
  apiKey: string
  /** The server's URL, such as `https://assay.example`. */
  baseUrl: string
  /** Timeout per attempt; 30 seconds by default. */
  timeoutMs?: number
  /** Retries after the first attempt; 3 by default. */
  maxRetries?: number
  /** Replaces the global `fetch`. */
  fetch?: typeof fetch
}

export type CallOptions = {
  signal?: AbortSignal | undefined
  /** Overrides the client's setting. */
  timeoutMs?: number | undefined
  maxRetries?: number | undefined
  /** Sent with every attempt, so that a repeated request has one effect; generated if omitted. */
  idempotencyKey?: string | undefined
}

export type ApiRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  /** Sent as JSON; bytes as they are. */
  body?: unknown
  contentType?: string
}

export type Transport = {
  send<T>(request: ApiRequest, options?: CallOptions): Promise<T>
  /** The raw response of a successful request, for files. */
  open(request: ApiRequest, options?: CallOptions): Promise<Response>
}

const firstWaitMs = 400
const longestWaitMs = 8_000
/** A server that asks for more patience than this is told to the caller instead. */
const longestRetryAfterMs = 60_000

const mayHelp = (error: AssayError): boolean => {
  if (error instanceof ConnectionError || error instanceof TimeoutError) return true
  if (error.code === 'idempotency_in_flight') return true
  return [408, 429, 500, 502, 503, 504].includes(error.status ?? 0)
}

/** Doubles with every try, and is spread so that clients that failed together do not come back together. */
const waitFor = (attempt: number, error: AssayError): number => {
  const backoffMs = Math.min(firstWaitMs * 2 ** attempt, longestWaitMs)
  const spreadMs = backoffMs / 2 + Math.random() * (backoffMs / 2)
  return error.retryAfterMs === null ? spreadMs : error.retryAfterMs + Math.random() * firstWaitMs
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over)
      resolve()
    }, ms)
    if (signal?.aborted) over()
    else signal?.addEventListener('abort', over, { once: true })
  })

/** Calls the API: retries what may help, with an idempotency key that stays the same, and throws typed errors. */
export const openTransport = (options: TransportOptions): Transport => {
  const { apiKey, timeoutMs: ownTimeoutMs = 30_000, maxRetries: ownRetries = 3 } = options
  if (!apiKey) throw new TypeError('apiKey is missing. Create one under Settings → API keys.')
  if (!URL.canParse(options.baseUrl))
    throw new TypeError('baseUrl must be a URL such as https://assay.example.')
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const ask = options.fetch ?? fetch

  /** One try: the answer with its body read, unless it is a success that the caller wants to read itself. */
  const attempt = async <T>(
    request: ApiRequest,
    headers: Record<string, string>,
    body: BodyInit | null,
    { signal, timeoutMs = ownTimeoutMs }: CallOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> => {
    const stop = new AbortController()
    const onAbort = () => stop.abort(signal?.reason)
    signal?.throwIfAborted()
    signal?.addEventListener('abort', onAbort, { once: true })
    let late = false
    const timer = setTimeout(() => {
      late = true
      stop.abort()
    }, timeoutMs)
    try {
      const init = { method: request.method, headers, body, signal: stop.signal }
      const response = await ask(`${baseUrl}${request.path}`, init)
      if (response.ok) return await read(response)
      throw errorFrom(response, await response.text())
    } catch (error) {
      if (error instanceof AssayError) throw error
      if (signal?.aborted) throw signal.reason
      const details = { status: null, type: 'connection_error', cause: error }
      if (late) throw new TimeoutError(`No response within ${timeoutMs} ms.`, { ...details, code: 'timeout' })
      const why = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
      throw new ConnectionError(`Could not reach ${baseUrl}${why}.`, { ...details, code: 'unreachable' })
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  const call = async <T>(
    request: ApiRequest,
    given: CallOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> => {
    const headers: Record<string, string> = { authorization: `Bearer ${apiKey}` }
    if (request.method === 'POST') headers['idempotency-key'] = given.idempotencyKey ?? crypto.randomUUID()
    let body: BodyInit | null = null
    if (request.contentType !== undefined) {
      headers['content-type'] = request.contentType
      // Named by its type, so it is what fetch sends as it is.
      body = request.body as BodyInit
    } else if (request.body !== undefined) {
      headers['content-type'] = 'application/json'
      body = JSON.stringify(request.body)
    }
    const retries = given.maxRetries ?? ownRetries
    for (let tried = 0; ; tried++) {
      try {
        return await attempt(request, headers, body, given, read)
      } catch (error) {
        if (!(error instanceof AssayError) || tried >= retries || !mayHelp(error)) throw error
        if ((error.retryAfterMs ?? 0) > longestRetryAfterMs) throw error
        await pause(waitFor(tried, error), given.signal)
      }
    }
  }

  return {
    // The API's responses have the shapes in its reference.
    send: (request, given = {}) => call(request, given, async (response) => readJson(await response.text())),
    open: (request, given = {}) => call(request, given, async (response) => response),
  }
}

const readJson = <T>(text: string): T => (text === '' ? (undefined as T) : (JSON.parse(text) as T))
