import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from '@assay/db'
import type { Log } from '@assay/infra'
import type { Gateway } from '../gateway/index.ts'
import { HttpRefusal, huggingFaceFailure, nativeFailure, type RestAnswer } from './errors.ts'
import { handleHuggingFace } from './hf/handler.ts'
import { handlePredict } from './v1/predict/handler.ts'

type Door = {
  prefix: string
  handle(gateway: Gateway, request: IncomingMessage, deploymentId: string, requestId: string): Promise<string>
  fail(error: unknown, requestId: string): RestAnswer
}

const doors: Door[] = [
  { prefix: '/v1/predict/', handle: handlePredict, fail: nativeFailure },
  { prefix: '/hf/', handle: handleHuggingFace, fail: (error) => huggingFaceFailure(error) },
]

const readDeploymentId = (url: string, prefix: string): string => {
  const end = url.indexOf('?', prefix.length)
  return url.slice(prefix.length, end < 0 ? undefined : end)
}

/**
 * Prediction calls go straight from node:http to the gateway: the web framework in front would cost a
 * sixth of the throughput. Answers false for every other path.
 */
export const openHotPath =
  (gateway: Gateway, log: Log) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const url = request.url ?? ''
    const door = doors.find(({ prefix }) => url.startsWith(prefix))
    if (!door) return false
    const requestId = newId('req')

    const send = (status: number, headers: Record<string, string>, body: string) => {
      if (response.headersSent || response.destroyed) return
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-request-id': requestId,
        'x-content-type-options': 'nosniff',
        ...headers,
      })
      response.end(body)
      // What is left of a body that nobody will read would keep the connection from its next request.
      if (!request.complete) {
        request.unpipe()
        request.resume()
        if (status >= 400) response.once('finish', () => request.destroy())
      }
    }

    const work =
      request.method === 'POST'
        ? door.handle(gateway, request, readDeploymentId(url, door.prefix), requestId)
        : Promise.reject(new HttpRefusal(405, 'method_not_allowed', 'Call this with POST.'))
    work.then(
      (body) => send(200, {}, body),
      (error: unknown) => {
        const failure = door.fail(error, requestId)
        if (!failure.expected) log.error({ err: error, requestId }, 'prediction failed')
        send(
          failure.status,
          { ...failure.headers, ...(request.complete ? {} : { connection: 'close' }) },
          failure.body,
        )
      },
    )
    return true
  }
