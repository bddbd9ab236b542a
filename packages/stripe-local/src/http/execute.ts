import { newId } from '../engine/ids.ts'
import { type Runtime, transact } from '../runtime.ts'
import { type ErrorBody, StripeError } from './errors.ts'
import { expand } from './expand.ts'
import { parseForm } from './form.ts'
import { checkKey, findSaved, fingerprint, type InFlight, saveAnswer } from './idempotency.ts'
import { Params } from './params.ts'
import { Plain, type Route, Undone } from './route.ts'

export interface ApiRequest {
  path: string
  /** Query string for reads, form body for writes. */
  text: string
  ids: { id: string; childId: string }
  idempotencyKey: string | undefined
  account: string
  platform: string | null
}

export interface Answer {
  status: number
  body: string
  requestId: string
  replayed: boolean
  /** An answer that is not JSON. */
  plain?: Plain
}

/** Runs one API request: idempotency around a transaction around the route. */
export async function execute(
  runtime: Runtime,
  inFlight: InFlight,
  route: Route,
  request: ApiRequest,
  crash: boolean,
): Promise<Answer> {
  const requestId = newId('req')
  const said = route.method === 'GET' ? undefined : request.idempotencyKey
  if (said === undefined) return await attempt(runtime, route, request, requestId, undefined, crash)
  // Keys of different accounts have nothing to do with each other.
  const key = `${request.account} ${said}`
  try {
    checkKey(said)
    inFlight.enter(key)
  } catch (error) {
    return refusal(runtime, error, requestId)
  }
  const print = fingerprint(route.method, request.path, request.text)
  try {
    const saved = await findSaved(runtime.sql, key, print)
    if (saved !== undefined) return { ...saved, replayed: true }
    return await attempt(runtime, route, request, requestId, { key, said, print }, crash)
  } catch (error) {
    return refusal(runtime, error, requestId)
  } finally {
    inFlight.leave(key)
  }
}

interface KeyUse {
  key: string
  said: string
  print: string
}

async function attempt(
  runtime: Runtime,
  route: Route,
  request: ApiRequest,
  requestId: string,
  use: KeyUse | undefined,
  crash: boolean,
): Promise<Answer> {
  try {
    if (crash) throw new Error('fault switch: serverErrors')
    return await commit(runtime, route, request, requestId, use)
  } catch (error) {
    if (error instanceof Undone)
      return { status: 200, body: JSON.stringify(error.answer), requestId, replayed: false }
    if (error instanceof Plain) return { status: 200, body: '', requestId, replayed: false, plain: error }
    const answer = refusal(runtime, error, requestId)
    // Refused parameters may be corrected and sent again under their key; outcomes may not.
    if (use !== undefined && (answer.status === 402 || answer.status >= 500))
      await saveAnswer(runtime.sql, use.key, use.print, answer)
    return answer
  }
}

async function commit(
  runtime: Runtime,
  route: Route,
  request: ApiRequest,
  requestId: string,
  use: KeyUse | undefined,
): Promise<Answer> {
  const params = new Params(parseForm(request.text))
  const paths = params.strings('expand') ?? []
  const ordered = route.method !== 'GET' && route.unordered !== true
  const { account, platform } = request
  const identity = { id: requestId, idempotency_key: use?.said ?? null }
  return await transact(runtime, { ordered, request: identity, account, platform }, async (work) => {
    const answer = await runRoute()
    if (use !== undefined) await saveAnswer(work.sql, use.key, use.print, answer)
    return answer

    async function runRoute(): Promise<Answer> {
      try {
        const body = await route.run({ work, params, ...request.ids })
        params.finish()
        const expanded = await expand(work, body, paths)
        return { status: 200, body: JSON.stringify(expanded), requestId, replayed: false }
      } catch (error) {
        if (error instanceof StripeError && error.keepsWork) return refusal(runtime, error, requestId)
        throw error
      }
    }
  })
}

/** Turns any failure into Stripe's error shape; unknown ones are logged and masked. */
export function refusal(runtime: Runtime, error: unknown, requestId: string): Answer {
  if (error instanceof StripeError)
    return { status: error.status, body: errorText(error.body, requestId), requestId, replayed: false }
  runtime.log({ level: 'error', requestId, error: error instanceof Error ? error.stack : String(error) })
  const masked: ErrorBody = { type: 'api_error', message: 'An unknown error occurred' }
  return { status: 500, body: errorText(masked, requestId), requestId, replayed: false }
}

const errorText = (body: ErrorBody, requestId: string): string =>
  JSON.stringify({ error: { ...body, request_log_url: `local:${requestId}` } })
