import type { IncomingMessage } from 'node:http'
import type { Gateway } from '../gateway/index.ts'
import type { LaneAnswer } from '../gateway/lane.ts'
import type { RestAnswer } from './errors.ts'

/** The body of a 200; of a prediction once its usage is durable, with what it waited for its model. */
export type DoorAnswer = string | LaneAnswer

/** What answers a path. */
export type Handler = {
  method: 'GET' | 'POST'
  handle(gateway: Gateway, request: IncomingMessage, requestId: string): Promise<DoorAnswer>
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
  ) => Promise<DoorAnswer>,
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
