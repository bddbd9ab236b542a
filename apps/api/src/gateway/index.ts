import type { IncomingMessage } from 'node:http'
import type { ChangeFeed, Log, Metrics } from '@assay/infra'
import { type KeyGrant, type KeyUse, requireUse, touchApiKeys } from '@assay/services/api-key'
import { requireRole, type Services, type WorkspaceCtx } from '@assay/services/core'
import type { ServedDeployment, ServedVersion } from '@assay/services/deployment'
import { AssayError, NotFound } from '@assay/services/errors'
import { giveFeedback } from '@assay/services/feedback'
import type { ExportOrder } from '@assay/services/model'
import { maskInput } from '@assay/services/request'
import { claimIdempotencyKey, releaseIdempotencyKey, reopenIdempotencyKey } from '@assay/services/usage'
import type {
  Attribution,
  FeedbackReceipt,
  MultiPrediction,
  Prediction,
  TriedOut,
} from '@assay/services/views'
import type { AddressReader } from '../client-address.ts'
import { isConnectionLoss } from '../connection-loss.ts'
import { type Allowances, openAllowances } from './allowances.ts'
import { type CallLog, openCallLog } from './call-log.ts'
import { chooseVersion } from './choose-version.ts'
import { openDeploymentCache } from './deployment-cache.ts'
import { openDriftSamples } from './drift-samples.ts'
import { readEndUser } from './end-user.ts'
import { openFigures } from './figures.ts'
import { openKeyCache } from './key-cache.ts'
import type { LaneAnswer, LaneRequest } from './lane.ts'
import { openLanes } from './lanes.ts'
import { requestExport } from './request-export.ts'
import { openShares } from './shares.ts'
import { openTrafficWatch } from './traffic-watch.ts'
import { openWorkerLink } from './worker-link.ts'

/** Of someone who tries a deployment in the dashboard, where a key has its plan's rate. */
const sessionWeight = 10
/** Of a visitor of a public page: whoever pays goes first. */
const visitorWeight = 1

/** Tries again where the connection was lost, for a second or two. */
const insist = async (work: () => Promise<void>): Promise<void> => {
  for (let waitMs = 25; ; waitMs *= 2) {
    try {
      return await work()
    } catch (error) {
      if (!isConnectionLoss(error) || waitMs > 800) throw error
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}

/** Whoever calls, after the door has read who it is. */
export type Caller = {
  workspaceId: string
  apiKeyId: string | null
  endUserId: string | null
  /** The workspace's share of what several want at once. */
  weight: number
}

/** A call that may be made. */
export type Admitted = {
  caller: Caller
  deployment: ServedDeployment
  /** The version of it that this key and address get. */
  target: ServedVersion
}

/** A key, and who holds it out. */
export type Proof = Pick<KeyUse, 'origin' | 'page'> & { key: string; request: IncomingMessage }

export type Gateway = {
  /**
   * Checks a key and takes one request from its rate, or from that of a dedicated deployment; a null deployment is the
   * one that the key is bound to.
   * Throws `key_invalid`, `key_expired`, `forbidden`, `not_found`, `rate_limited`, `overloaded`, or `invalid_request` where a key of
   * the whole workspace names no deployment.
   */
  admit(proof: Proof, deploymentId: string | null): Promise<Admitted>
  /** The answer, once its usage is durable. Throws `overloaded` where too much waits already. */
  predict(
    caller: Caller,
    target: ServedVersion,
    request: Omit<LaneRequest, 'apiKeyId' | 'endUserId' | 'idempotencyKey' | 'weight'>,
    idempotency: { key: string; requestHash: string } | null,
  ): Promise<LaneAnswer>
  tryOut(ctx: WorkspaceCtx, requestId: string, call: { id: string; input: unknown }): Promise<TriedOut>
  /** A visitor's call from a deployment's public page, of which the caller has taken one from the day's cap. */
  tryPublic(
    of: { workspaceId: string; deploymentId: string },
    requestId: string,
    input: unknown,
  ): Promise<TriedOut>
  /** What the holder of a key says of an answer; `read` gives the body once the key is known. */
  giveFeedback(proof: Proof, read: () => Promise<unknown>): Promise<FeedbackReceipt>
  /** Shows a refusal to the workspace whose key asked. */
  refused: CallLog['refused']
  /** The archive as a stream. Throws `overloaded` where no worker has time. */
  packExport(order: ExportOrder): Promise<IncomingMessage>
  close(): Promise<void>
}

export const openGateway = (options: {
  services: Services
  changes: ChangeFeed
  internalToken: string
  addressOf: AddressReader
  log: Log
  metrics?: Metrics | null
}): Gateway => {
  const { services, changes, addressOf, log } = options
  const keys = openKeyCache(services, changes)
  const deployments = openDeploymentCache(services, changes)
  const link = openWorkerLink(services, options.internalToken, log)
  const figures = openFigures(services, log, options.metrics ?? null)
  const drift = openDriftSamples(services, options.internalToken, log)
  const calls = openCallLog(services, log, figures)
  const shares = openShares()
  const traffic = openTrafficWatch(services, log)
  const lanes = openLanes({ services, deployments, link, shares, traffic, log })
  const rates = new Map<number, Allowances>()
  let touched = new Set<string>()

  const touching = setInterval(() => {
    const ids = [...touched]
    touched = new Set()
    touchApiKeys(services, ids).catch((error: unknown) => log.warn({ err: error }, 'last use not noted'))
    lanes.sweep()
  }, 5_000)
  touching.unref()

  const takeFrom = (name: string, perSecond: number, message: string): void => {
    let rate = rates.get(perSecond)
    if (!rate) {
      rate = openAllowances(perSecond, perSecond)
      rates.set(perSecond, rate)
    }
    if (!rate.take(name)) throw new AssayError('rate_limited', message, { retryAfterSeconds: 1 })
  }
  const takeFromRate = ({ keyId, requestsPerSecond }: KeyGrant, name = keyId): void =>
    takeFrom(
      name,
      requestsPerSecond,
      `This key may call ${requestsPerSecond} times a second under its plan. Slow down, or choose a larger plan.`,
    )

  const requireKey = async (proof: Proof): Promise<KeyGrant> => {
    const found = keys.find(proof.key)
    const grant = found instanceof Promise ? await found : found
    requireUse(grant, {
      scope: 'predict',
      now: services.now(),
      origin: proof.origin,
      page: proof.page,
      address: () => addressOf(proof.request),
    })
    return grant
  }

  const findOwn = async (
    workspaceId: string,
    deploymentId: string,
    mayAsk?: () => void,
  ): Promise<ServedDeployment | null> => {
    const found = deployments.find(deploymentId, mayAsk)
    const target = found instanceof Promise ? await found : found
    return target?.workspaceId === workspaceId ? target : null
  }

  const requireServed = (found: ServedDeployment | null, deploymentId: string): ServedDeployment => {
    if (!found || found.stopped) throw new NotFound('deployment', deploymentId)
    return lanes.current(found)
  }

  /** Takes a call from the rate that holds for it: the deployment's where it is dedicated, else the key's. */
  const findWithinRate = async (
    grant: KeyGrant,
    deploymentId: string | null,
  ): Promise<ServedDeployment | null> => {
    const isOpen = deploymentId !== null && (!grant.deploymentId || grant.deploymentId === deploymentId)
    // Whose rate holds is only known once it is found: who names deployments that do not exist asks no faster for it.
    const mayAsk = () => takeFromRate(grant, `${grant.keyId}/found`)
    const own = isOpen ? await findOwn(grant.workspaceId, deploymentId, mayAsk) : null
    if (own === null || own.dedicatedPerSecond === null) takeFromRate(grant)
    else
      takeFrom(
        own.deploymentId,
        own.dedicatedPerSecond,
        `The dedicated deployment ${own.deploymentId} can be called ${own.dedicatedPerSecond} times a second across all keys. Slow down, or ask your provider for a higher limit.`,
      )
    return own
  }

  const answer = async (caller: Caller, target: ServedVersion, asked: LaneRequest): Promise<LaneAnswer> => {
    const { maskInputs } = target.dataHandling
    const items =
      maskInputs.length === 0
        ? asked.items
        : asked.items.map((item) => ({ ...item, input: maskInput(item.input, maskInputs) }))
    let answered = { lines: [] as string[], served: target }
    const compose = (lines: string[], served: ServedVersion): string => {
      answered = { lines, served }
      return asked.compose(lines, served)
    }
    const beganMs = performance.now()
    const leave = shares.enter(caller.workspaceId)
    try {
      const done = await lanes.submit(target, { ...asked, items, compose })
      const { lines, served } = answered
      figures.answered(served, items.length, performance.now() - beganMs, done.coldMs !== null)
      drift.offer(served, items, lines)
      calls.answered({ caller, target: served, requestId: asked.requestId, items, lines })
      return done
    } catch (error) {
      calls.failed(error, caller)
      throw error
    } finally {
      leave()
    }
  }

  const predict: Gateway['predict'] = async (caller, target, request, idempotency) => {
    const asked: LaneRequest = {
      ...request,
      apiKeyId: caller.apiKeyId,
      endUserId: caller.endUserId,
      weight: caller.weight,
      idempotencyKey: idempotency?.key ?? null,
    }
    if (!idempotency) return answer(caller, target, asked)
    const { key, requestHash } = idempotency
    const claim = await claimIdempotencyKey(services, caller.workspaceId, key, requestHash)
    if (claim.state === 'replay') return { body: claim.response, coldMs: null }
    try {
      return await answer(caller, target, asked)
    } catch (error) {
      // A commit that nobody has heard of may still take place: freed, the key would be counted once more.
      const settle = isConnectionLoss(error) ? reopenIdempotencyKey : releaseIdempotencyKey
      await insist(() => settle(services, caller.workspaceId, key)).catch((err: unknown) =>
        log.warn(
          { err, requestId: request.requestId },
          'an Idempotency-Key stays claimed until its time is up',
        ),
      )
      throw error
    }
  }

  const tryWithoutKey = async (
    { workspaceId, deploymentId }: { workspaceId: string; deploymentId: string },
    requestId: string,
    input: unknown,
    weight: number,
  ): Promise<TriedOut> => {
    const target = requireServed(await findOwn(workspaceId, deploymentId), deploymentId)
    const began = performance.now()
    const { body: line } = await predict(
      { workspaceId, apiKeyId: null, endUserId: null, weight },
      target,
      { requestId, items: [{ input, explain: true }], compose: ([only]) => only ?? '' },
      null,
    )
    // The worker wrote the line.
    const { explanation, ...prediction } = JSON.parse(line) as (Prediction | MultiPrediction) & {
      explanation: Attribution[]
    }
    return { requestId, prediction, attributions: explanation, latencyMs: performance.now() - began }
  }

  return {
    admit: async (proof, named) => {
      const grant = await requireKey(proof)
      const deploymentId = named ?? grant.deploymentId
      if (deploymentId !== null)
        calls.know(proof.request, { workspaceId: grant.workspaceId, apiKeyId: grant.keyId, deploymentId })
      const own = await findWithinRate(grant, deploymentId)
      if (deploymentId === null)
        throw new AssayError('invalid_request', 'Name the deployment: model must be its id.', {
          param: 'model',
        })
      const deployment = requireServed(own, deploymentId)
      touched.add(grant.keyId)
      const { keyId: apiKeyId, workspaceId, requestsPerSecond: weight } = grant
      const endUserId = readEndUser(proof.request.headers['x-end-user'], 'x-end-user')
      const who = () => endUserId ?? `${apiKeyId}/${addressOf(proof.request)}`
      const target = chooseVersion(deployment, who)
      // Before the body is read: whoever is refused has cost little.
      lanes.requireRoom(target)
      return { caller: { workspaceId, apiKeyId, endUserId, weight }, deployment, target }
    },
    predict,
    tryOut: async (ctx, requestId, { id, input }) => {
      requireRole(ctx, 'member')
      return tryWithoutKey(
        { workspaceId: ctx.workspaceId, deploymentId: id },
        requestId,
        input,
        sessionWeight,
      )
    },
    tryPublic: (of, requestId, input) => tryWithoutKey(of, requestId, input, visitorWeight),
    giveFeedback: async (proof, read) => {
      const grant = await requireKey(proof)
      takeFromRate(grant)
      touched.add(grant.keyId)
      const ctx: WorkspaceCtx = {
        ...services,
        actor: { type: 'api_key', id: grant.keyId },
        workspaceId: grant.workspaceId,
        role: 'member',
      }
      return giveFeedback(ctx, await read(), grant.deploymentId)
    },
    refused: calls.refused,
    packExport: (order) => requestExport(services, options.internalToken, order),
    close: async () => {
      clearInterval(touching)
      await traffic.close()
      link.close()
      await calls.close()
      await figures.close()
      await drift.close()
    },
  }
}
