import { holdTrace } from '@assay/infra'
import type { Services } from '@assay/services/core'
import type { ServedVersion } from '@assay/services/deployment'
import { AssayError, type ErrorCode, errorCodes } from '@assay/services/errors'
import { explainKeyCap, explainRefusal } from '@assay/services/spend'
import { recordPredictions } from '@assay/services/usage'
import { isConnectionLoss } from '../connection-loss.ts'
import { openQueueLimit } from './queue-limit.ts'
import { overloaded, type Shares } from './shares.ts'
import { usageRefused } from './usage-refused.ts'
import type { GroupItem, WorkerLink } from './worker-link.ts'

/** One request on its way through a lane. */
export type LaneRequest = {
  requestId: string
  apiKeyId: string | null
  endUserId: string | null
  idempotencyKey: string | null
  /** The workspace's share of a worker that several want. */
  weight: number
  items: GroupItem[]
  /**
   * Makes the answer's body of the worker's lines and the version that wrote them; it is kept for replays, so it is
   * made before the commit.
   */
  compose(lines: string[], served: ServedVersion): string
}

/** An answer, durable, and how long it waited for the model to wake; null where that was awake. */
export type LaneAnswer = { body: string; coldMs: number | null }

/** Hears what came of each request, after its answer is durable. */
export type LaneWatch = {
  answered(request: LaneRequest, lines: string[], ms: number): void
  /** The version refused its input, or could not answer at all. */
  failed(request: LaneRequest): void
}

type Waiting = LaneRequest & {
  /** Lets its group belong to its trace; null where nobody traces. */
  inTrace: (<T>(work: () => T) => T) | null
  sinceMs: number
  resolve(answer: LaneAnswer): void
  reject(error: unknown): void
}
type Answered = { request: Waiting; lines: string[]; body: string }

export type Lane = {
  submit(request: LaneRequest): Promise<LaneAnswer>
  /** Throws `overloaded` where so many more would be refused. */
  requireRoom(items: number): void
  isIdle(): boolean
}

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

/** Another try with the same Idempotency-Key was counted meanwhile. */
const isCounted = (error: unknown): boolean =>
  error instanceof Error && 'constraint_name' in error && error.constraint_name === 'usage_event_idempotency'
const otherTry = (): AssayError =>
  new AssayError(
    'idempotency_in_flight',
    'Another request with this Idempotency-Key has just been answered. Try again to get that answer.',
    { param: 'Idempotency-Key', retryAfterSeconds: 1 },
  )

/**
 * Forms groups of the requests for one version of one deployment, without a timer: while a group is being
 * predicted and committed, the next one gathers. A request is answered only after its usage is durable, and
 * a refused or failed one leaves no usage behind.
 */
export const openLane = (options: {
  services: Services
  link: WorkerLink
  target: ServedVersion
  shares: Shares
  watch: LaneWatch | null
}): Lane => {
  const { services, link, target, shares, watch } = options
  const limit = openQueueLimit(() => performance.now())
  let waiting: Waiting[] = []
  let waitingItems = 0
  let running = false
  let inFlight = 0

  const takeGroup = (): Waiting[] => {
    const most = shares.groupSize()
    let items = 0
    let taken = 0
    for (const request of waiting) {
      if (taken > 0 && items + request.items.length > most) break
      items += request.items.length
      taken++
    }
    waitingItems -= items
    const group = taken === waiting.length ? waiting : waiting.slice(0, taken)
    waiting = taken === waiting.length ? [] : waiting.slice(taken)
    return group
  }

  const predict = async (
    group: Waiting[],
    items: GroupItem[],
  ): Promise<{ answered: Answered[]; coldMs: number | null }> => {
    let weight = 1
    for (const request of group) weight = Math.max(weight, request.weight)
    const { lines, coldMs } = await link.predict(target, items, weight)
    if (coldMs !== null) limit.forgive()
    const answered: Answered[] = []
    let start = 0
    for (const request of group) {
      const own = lines.slice(start, start + request.items.length)
      start += request.items.length
      const refused = own.findIndex((line) => line.startsWith('!'))
      if (refused < 0) answered.push({ request, lines: own, body: request.compose(own, target) })
      else {
        watch?.failed(request)
        request.reject(readProblem(own[refused] ?? '', refused, request.items.length === 1))
      }
    }
    return { answered, coldMs }
  }

  const commit = async (answered: Answered[], coldMs: number | null): Promise<void> => {
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
      const nowMs = watch ? performance.now() : 0
      const reasons = new Map<string, AssayError>()
      for (const [index, one] of answered.entries()) {
        const { request, lines, body } = one
        const refusal = refusals[index] ?? null
        if (refusal === null) {
          request.resolve({ body, coldMs })
          watch?.answered(request, lines, nowMs - request.sinceMs)
        } else if (refusal === 'quota' || refusal === 'key_cap') await refuse(one, refusal, coldMs, reasons)
        else request.reject(usageRefused(refusal, request.endUserId))
      }
    } catch (error) {
      // One request that can't be recorded must not fail its neighbours: each is tried by itself. But where the
      // connection was lost the group may be committed, and a second try would bill it twice.
      if (answered.length > 1 && !isConnectionLoss(error)) {
        for (const one of answered) await commit([one], coldMs)
        return
      }
      for (const { request } of answered) request.reject(isCounted(error) ? otherTry() : error)
    }
  }

  /** `reasons`: what was found for calls of the same key or size in this group. */
  const refuse = async (
    { request, ...answer }: Answered,
    refusal: 'quota' | 'key_cap',
    coldMs: number | null,
    reasons: Map<string, AssayError>,
  ): Promise<void> => {
    const { workspaceId } = target
    const { apiKeyId } = request
    const quantity = request.items.length
    const cappedKey = refusal === 'key_cap' ? apiKeyId : null
    const same = cappedKey ?? String(quantity)
    const reason =
      reasons.get(same) ??
      (cappedKey === null
        ? await explainRefusal(services, { workspaceId, quantity })
        : await explainKeyCap(services, { workspaceId, apiKeyId: cappedKey }))
    if (reason === 'retry') return commit([{ request, ...answer }], coldMs)
    reasons.set(same, reason)
    request.reject(reason)
  }

  const serve = async (group: Waiting[]): Promise<void> => {
    const items = group.length === 1 ? (group[0]?.items ?? []) : group.flatMap((request) => request.items)
    const beganMs = performance.now()
    limit.taken(group[0]?.sinceMs ?? beganMs)
    try {
      const { answered, coldMs } = await predict(group, items)
      // Committed before the next group is taken: what gathers meanwhile shares the next commit, which
      // saves more than predicting alongside would.
      await commit(answered, coldMs)
      if (coldMs === null) limit.served(items.length, performance.now() - beganMs)
    } catch (error) {
      for (const request of group) {
        watch?.failed(request)
        request.reject(error)
      }
    }
  }

  const run = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) {
      // Whatever else the sockets hold at this moment joins the group.
      await new Promise(setImmediate)
      const group = takeGroup()
      inFlight += group.length
      // A group has one trace, its first request's.
      const inTrace = group[0]?.inTrace
      await (inTrace ? inTrace(() => serve(group)) : serve(group))
      inFlight -= group.length
    }
    running = false
  }

  const requireRoom = (items: number): void => {
    if (waitingItems > 0 && waitingItems + items > limit.most()) throw overloaded()
  }

  return {
    submit: (request) =>
      new Promise((resolve, reject) => {
        requireRoom(request.items.length)
        waiting.push({ ...request, inTrace: holdTrace(), sinceMs: performance.now(), resolve, reject })
        waitingItems += request.items.length
        if (!running) void run()
      }),
    requireRoom,
    isIdle: () => waiting.length === 0 && inFlight === 0,
  }
}
