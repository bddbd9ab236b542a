import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from '@assay/db'
import type { Log } from '@assay/infra'
import type { Gateway } from '../gateway/index.ts'
import type { Door, Handler } from './door.ts'
import { doors } from './doors.ts'
import { describeFailure, HttpRefusal } from './errors.ts'

const pathOf = (url: string): string => {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

const noHeaders = {}

const findDoor = (path: string): { door: Door; handler: Handler } | null => {
  for (const door of doors) {
    const handler = door.open(path)
    if (handler) return { door, handler }
  }
  return null
}

/** Any page may ask: a call is answered for its key, which says itself whose pages may use it, never for a cookie. */
const pageHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-request-id, x-cold-start, retry-after',
}
const preflightHeaders = {
  ...pageHeaders,
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, x-end-user',
  'access-control-max-age': '86400',
}

/** A client that is still sending hears a refusal only if it is read on: closing at once would reset its writes. */
const drainedBytes = 64 * 1024 ** 2
const drainTimeoutMs = 15_000

/**
 * Whether the connection of a refused request is kept: its body was read, or ends in sight. Told from the request
 * alone, never from how much had arrived, which would tell a known deployment from an unknown one.
 */
const isWorthDraining = (request: IncomingMessage, status: number): boolean => {
  if (request.readableEnded) return true
  if (status === 408 || request.headers['transfer-encoding']) return false
  return Number(request.headers['content-length'] ?? 0) <= drainedBytes
}

/**
 * Prediction calls go straight from node:http to the gateway: the web framework in front would cost a
 * sixth of the throughput. Answers false for every other path.
 */
export const openHotPath =
  (gateway: Gateway, log: Log) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const found = findDoor(pathOf(request.url ?? ''))
    if (!found) return false
    const { door, handler } = found
    const requestId = newId('req')

    const fromPage = request.headers.origin === undefined ? {} : pageHeaders
    const send = (status: number, headers: Record<string, string>, body: string) => {
      if (response.headersSent || response.destroyed) return
      const leaves = status >= 400 && !isWorthDraining(request, status)
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-request-id': requestId,
        'x-content-type-options': 'nosniff',
        ...fromPage,
        ...headers,
        ...(leaves ? { connection: 'close' } : {}),
      })
      response.end(body)
      if (request.readableEnded) return
      // What is left of a body that nobody will read would keep the connection from its next request.
      request.unpipe()
      request.resume()
      if (leaves) response.once('finish', () => request.destroy())
      else {
        const tooLong = setTimeout(() => request.destroy(), drainTimeoutMs)
        request.once('close', () => clearTimeout(tooLong))
      }
    }

    if (request.method === 'OPTIONS') {
      response.writeHead(204, { ...preflightHeaders, 'x-request-id': requestId }).end()
      return true
    }
    const work =
      request.method === handler.method
        ? handler.handle(gateway, request, requestId)
        : Promise.reject(new HttpRefusal(405, 'method_not_allowed', `Call this with ${handler.method}.`))
    work.then(
      (answer) => {
        if (typeof answer === 'string') return send(200, noHeaders, answer)
        const { body, coldMs } = answer
        send(200, coldMs === null ? noHeaders : { 'x-cold-start': `${coldMs}` }, body)
      },
      (error: unknown) => {
        const failure = door.fail(error, requestId)
        gateway.refused(request, requestId, { ...describeFailure(error), error })
        if (!failure.expected) log.error({ err: error, requestId }, 'prediction failed')
        send(failure.status, failure.headers, failure.body)
      },
    )
    return true
  }
