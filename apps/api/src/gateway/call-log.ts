import type { IncomingMessage } from 'node:http'
import { timeOfId } from '@assay/db'
import type { Log } from '@assay/infra'
import type { Services } from '@assay/services/core'
import type { ServedVersion } from '@assay/services/deployment'
import { type CallRecord, keepCalls } from '@assay/services/request'
import type { MultiPrediction, Prediction } from '@assay/services/views'
import { openAllowances } from './allowances.ts'
import type { Figures } from './figures.ts'
import type { Caller } from './index.ts'
import type { GroupItem } from './worker-link.ts'

const flushEveryMs = 500
const mostAtOnce = 200
/** What waits to be written; beyond it calls are not logged, and nothing else happens to them. */
const mostWaiting = 5_000
const mostWaitingChars = 32 * 1024 ** 2
/** Of each deployment all calls are logged until they come faster than this for a while. */
const perSecond = { answered: 20, refused: 2 }
const burst = 300

type Known = { workspaceId: string; apiKeyId: string; deploymentId: string }
type Answered = {
  caller: Caller
  target: ServedVersion
  requestId: string
  items: GroupItem[]
  /** As the worker wrote them. */
  lines: string[]
}
type Waiting = { chars: number; record: () => CallRecord | null }

export type CallLog = {
  /** The key of a request is known: should it be refused, its workspace sees that. */
  know(request: IncomingMessage, call: Known): void
  answered(call: Answered): void
  /** An answer was refused after its inputs were read. */
  failed(error: unknown, caller: Caller): void
  refused(
    request: IncomingMessage,
    requestId: string,
    failure: { status: number; code: string; error: unknown },
  ): void
  close(): Promise<void>
}

const sinceBegun = (requestId: string): { latencyMs: number; at: Date } => {
  const beganMs = timeOfId(requestId)
  return { latencyMs: Math.max(0, Date.now() - beganMs), at: new Date(beganMs) }
}

const readLine = (line: string) => {
  // The worker wrote it.
  const answer = JSON.parse(line) as Prediction | MultiPrediction
  const [best, next] = answer.scores
  if ('labels' in answer)
    return {
      label: answer.labels.toSorted().join(' | '),
      score: best?.score ?? 0,
      runnerUp: next?.score ?? null,
    }
  return { label: answer.label, score: answer.score, runnerUp: next?.score ?? null }
}

const isKeepable = (input: unknown): boolean =>
  typeof input === 'string' || (typeof input === 'object' && input !== null && !Array.isArray(input))

/** Made when it is written, off the way of the answer; null where nothing of it is to be kept. */
const recordOf = (
  { caller, target, requestId, items, lines }: Answered,
  { latencyMs, at }: { latencyMs: number; at: Date },
  { logged, sampled }: { logged: boolean; sampled: boolean },
): CallRecord | null => {
  const answers = lines.map(readLine)
  const { capture } = target.dataHandling
  const rows =
    capture && sampled
      ? answers.flatMap((answer, place) => {
          const input = items[place]?.input
          const isUnsure = capture.belowScore === null || answer.score < capture.belowScore
          return isUnsure && isKeepable(input) ? [{ place, input, answer }] : []
        })
      : []
  if (!logged && rows.length === 0) return null
  return {
    requestId,
    workspaceId: caller.workspaceId,
    deploymentId: target.deploymentId,
    modelVersionId: target.modelVersionId,
    apiKeyId: caller.apiKeyId,
    endUserId: caller.endUserId,
    status: 200,
    code: null,
    latencyMs,
    inputs: items.length,
    answers: answers.map(({ label, score }) => ({ label, score })),
    at,
    capture: capture && rows.length > 0 ? { redact: capture.redact, keepDays: capture.keepDays, rows } : null,
  }
}

/**
 * Remembers calls after they were answered or refused and writes them in batches, so that no answer waits for it.
 * Where calls come faster than they are worth keeping, or than the database takes them, some are left out: the log is
 * for people to look at, and the ledger knows every call.
 */
export const openCallLog = (services: Services, log: Log, figures: Figures): CallLog => {
  const known = new WeakMap<IncomingMessage, Known>()
  const callerOf = new WeakMap<object, Caller>()
  const answeredAllowance = openAllowances(perSecond.answered, burst)
  const refusedAllowance = openAllowances(perSecond.refused, burst)
  let waiting: Waiting[] = []
  let chars = 0
  let dropped = 0
  let writing: Promise<void> | null = null

  const add = (one: Waiting): void => {
    if (waiting.length >= mostWaiting || chars + one.chars > mostWaitingChars) dropped++
    else {
      waiting.push(one)
      chars += one.chars
    }
  }

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      for (const one of batch) chars -= one.chars
      try {
        const records = batch.flatMap(({ record }) => record() ?? [])
        if (records.length > 0) await keepCalls(services, records)
      } catch (error) {
        log.warn({ err: error, calls: batch.length }, 'calls were not written to the request log')
      }
      await new Promise(setImmediate)
    }
    if (dropped > 0) log.warn({ calls: dropped }, 'calls came faster than the request log takes them')
    dropped = 0
  }
  const flush = (): Promise<void> => {
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }
  const flushing = setInterval(() => void flush(), flushEveryMs)
  flushing.unref()

  return {
    know: (request, call) => {
      known.set(request, call)
    },
    answered: (call) => {
      const { capture } = call.target.dataHandling
      const sampled = capture !== null && Math.random() < capture.sampleRate
      const logged = answeredAllowance.take(call.target.deploymentId)
      if (!logged && !sampled) return
      const moment = sinceBegun(call.requestId)
      const own = sampled ? call : { ...call, items: call.items.map(() => ({ input: null })) }
      const size = call.lines.reduce((sum, line) => sum + line.length, 0)
      add({
        chars: size + (sampled ? charsOf(call.items) : 0),
        record: () => recordOf(own, moment, { logged, sampled }),
      })
    },
    failed: (error, caller) => {
      if (typeof error === 'object' && error !== null) callerOf.set(error, caller)
    },
    refused: (request, requestId, { status, code, error }) => {
      const call = known.get(request)
      if (call) figures.refused(call.workspaceId, call.deploymentId, status)
      if (!call || !refusedAllowance.take(call.workspaceId)) return
      const record = {
        ...call,
        ...sinceBegun(requestId),
        requestId,
        modelVersionId: null,
        endUserId: callerOf.get(error as object)?.endUserId ?? null,
        status,
        code,
        inputs: 0,
        answers: null,
        capture: null,
      }
      add({ chars: 200, record: () => record })
    },
    close: async () => {
      clearInterval(flushing)
      await flush()
      await flush()
    },
  }
}

/** About how much memory inputs hold. */
const charsOf = (items: GroupItem[]): number =>
  items.reduce(
    (sum, { input }) =>
      sum + (typeof input === 'string' ? input.length : 64 * Object.keys(input ?? {}).length + textOf(input)),
    0,
  )

const textOf = (input: unknown): number =>
  typeof input === 'object' && input !== null
    ? Object.values(input).reduce((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0)
    : 0
