import type { Services } from '@assay/services/core'
import type { ServedDeployment } from '@assay/services/deployment'
import { AssayError, type ErrorCode, errorCodes } from '@assay/services/errors'
import { explainRefusal } from '@assay/services/spend'
import { recordPredictions } from '@assay/services/usage'
import { isConnectionLoss } from '../connection-loss.ts'
import { usageRefused } from './usage-refused.ts'
import type { GroupItem, WorkerLink } from './worker-link.ts'

const maxItemsPerGroup = 1_024
const maxWaiting = 20_000

/** One request on its way through a lane. */
export type LaneRequest = {
  requestId: string
  apiKeyId: string | null
  endUserId: string | null
  idempotencyKey: string | null
  items: GroupItem[]
  /** Makes the answer's body of the worker's lines; it is kept for replays, so it is made before the commit. */
  compose(lines: string[]): string
}

type Waiting = LaneRequest & { resolve(body: string): void; reject(error: unknown): void }
type Answered = { request: Waiting; body: string }

export type Lane = { submit(request: LaneRequest): Promise<string>; isIdle(): boolean }

const isErrorCode = (code: unknown): code is ErrorCode => errorCodes.some((known) => known === code)

const readProblem = (line: string, index: number, single: boolean): AssayError => {
  // Written by the worker's predict server alone.
  const problem = JSON.parse(line.slice(1)) as { code: string; message: string; param: string | null }
  const place = single ? 'inputs' : `inputs[${index}]`
  return new AssayError(
    isErrorCode(problem.code) ? problem.code : 'invalid_request',
    `${place}: ${problem.message}`,
    { param: problem.param ? `${place}.${problem.param}` : place },
  )
}

/**
 * Forms groups of the requests for one version of one deployment, without a timer: while a group is being
 * predicted and committed, the next one gathers. A request is answered only after its usage is durable, and
 * a refused or failed one leaves no usage behind.
 */
export const openLane = (services: Services, link: WorkerLink, target: ServedDeployment): Lane => {
  const waiting: Waiting[] = []
  let predicting = false
  let inFlight = 0

  const takeGroup = (): Waiting[] => {
    const group: Waiting[] = []
    let items = 0
    for (const request of waiting) {
      if (group.length > 0 && items + request.items.length > maxItemsPerGroup) break
      group.push(request)
      items += request.items.length
    }
    waiting.splice(0, group.length)
    return group
  }

  const predict = async (group: Waiting[]): Promise<Answered[]> => {
    const lines = await link.predict(
      target,
      group.flatMap((request) => request.items),
    )
    const answered: Answered[] = []
    let start = 0
    for (const request of group) {
      const own = lines.slice(start, start + request.items.length)
      start += request.items.length
      const refused = own.findIndex((line) => line.startsWith('!'))
      if (refused >= 0) request.reject(readProblem(own[refused] ?? '', refused, request.items.length === 1))
      else answered.push({ request, body: request.compose(own) })
    }
    return answered
  }

  const commit = async (answered: Answered[]): Promise<void> => {
    if (answered.length === 0) return
    try {
      const refusals = await recordPredictions(
        services,
        target,
        answered.map(({ request, body }) => ({
          requestId: request.requestId,
          quantity: request.items.length,
          apiKeyId: request.apiKeyId,
          endUserId: request.endUserId,
          idempotencyKey: request.idempotencyKey,
          response: request.idempotencyKey ? body : null,
        })),
      )
      const reasons = new Map<number, AssayError>()
      for (const [index, one] of answered.entries()) {
        const refusal = refusals[index] ?? null
        if (refusal === null) one.request.resolve(one.body)
        else if (refusal === 'quota') await refuse(one, reasons)
        else one.request.reject(usageRefused(refusal, one.request.endUserId))
      }
    } catch (error) {
      // One request that can't be recorded must not fail its neighbours: each is tried by itself. But where the
      // connection was lost the group may be committed, and a second try would bill it twice.
      if (answered.length > 1 && !isConnectionLoss(error)) {
        for (const one of answered) await commit([one])
        return
      }
      for (const { request } of answered) request.reject(error)
    }
  }

  /** `reasons`: what was found for calls of the same size in this group. */
  const refuse = async ({ request, body }: Answered, reasons: Map<number, AssayError>): Promise<void> => {
    const quantity = request.items.length
    const known = reasons.get(quantity)
    const reason = known ?? (await explainRefusal(services, { workspaceId: target.workspaceId, quantity }))
    if (reason === 'retry') return commit([{ request, body }])
    reasons.set(quantity, reason)
    request.reject(reason)
  }

  const run = async (): Promise<void> => {
    predicting = true
    try {
      while (waiting.length > 0) {
        // Whatever else the sockets hold at this moment joins the group.
        await new Promise(setImmediate)
        const group = takeGroup()
        inFlight += group.length
        let answered: Answered[] = []
        try {
          answered = await predict(group)
        } catch (error) {
          for (const request of group) request.reject(error)
        }
        // Committed before the next group is taken: what gathers meanwhile shares the next commit, which
        // saves more than predicting alongside would.
        await commit(answered)
        inFlight -= group.length
      }
    } finally {
      predicting = false
    }
  }

  return {
    submit: (request) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= maxWaiting) {
          reject(
            new AssayError('overloaded', 'This deployment is at its limit. Try again shortly.', {
              retryAfterSeconds: 1,
            }),
          )
          return
        }
        waiting.push({ ...request, resolve, reject })
        if (!predicting) void run()
      }),
    isIdle: () => waiting.length === 0 && inFlight === 0,
  }
}
