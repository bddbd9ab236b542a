import type { IncomingMessage } from 'node:http'
import type { Gateway } from '../gateway/index.ts'
import type { RestAnswer } from './errors.ts'

/** What answers a path: the body of a 200, once its usage is durable. */
export type Handler = {
  method: 'GET' | 'POST'
  handle(gateway: Gateway, request: IncomingMessage, requestId: string): Promise<string>
}

/** A protocol that callers speak, before the one verb of predicting. */
export type Door = {
  /** Null where the path, without its query, is not this door's. */
  open(path: string): Handler | null
  /** A refusal in the protocol's own shape. */
  fail(error: unknown, requestId: string): RestAnswer
}

/** A door whose every path is a prefix and the id of a deployment. */
export const doorAt = (
  prefix: string,
  handle: (
    gateway: Gateway,
    request: IncomingMessage,
    deploymentId: string,
    requestId: string,
  ) => Promise<string>,
  fail: Door['fail'],
): Door => ({
  open: (path) =>
    path.startsWith(prefix)
      ? {
          method: 'POST',
          handle: (gateway, request, requestId) =>
            handle(gateway, request, path.slice(prefix.length), requestId),
        }
      : null,
  fail,
})
