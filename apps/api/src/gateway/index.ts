import type { IncomingMessage } from 'node:http'
import type { ChangeFeed, Log } from '@assay/infra'
import { type KeyGrant, type KeyUse, requireUse, touchApiKeys } from '@assay/services/api-key'
import { requireRole, type Services, type WorkspaceCtx } from '@assay/services/core'
import type { ServedDeployment } from '@assay/services/deployment'
import { AssayError, NotFound } from '@assay/services/errors'
import { giveFeedback } from '@assay/services/feedback'
import type { ExportOrder } from '@assay/services/model'
import { maskInput } from '@assay/services/request'
import { claimIdempotencyKey, releaseIdempotencyKey } from '@assay/services/usage'
import type { Attribution, FeedbackReceipt, MultiPrediction, Prediction } from '@assay/services/views'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { AddressReader } from '../client-address.ts'
import { type CallLog, openCallLog } from './call-log.ts'
import { openDeploymentCache } from './deployment-cache.ts'
import { readEndUser } from './end-user.ts'
import { openKeyCache } from './key-cache.ts'
import { type Lane, type LaneRequest, openLane } from './lane.ts'
import { requestExport } from './request-export.ts'
import { openWorkerLink } from './worker-link.ts'

/** Whoever calls, after the door has read who it is. */
export type Caller = { workspaceId: string; apiKeyId: string | null; endUserId: string | null }

/** A key, and who holds it out. */
export type Proof = Pick<KeyUse, 'origin' | 'page'> & { key: string; request: IncomingMessage }

export type Gateway = {
  /**
   * Checks a key and takes one request from its rate; a null deployment is the one that the key is bound to.
   * Throws `key_invalid`, `key_expired`, `forbidden`, `not_found`, `rate_limited`, or `invalid_request` where a key of
   * the whole workspace names no deployment.
   */
  admit(proof: Proof, deploymentId: string | null): Promise<{ caller: Caller; target: ServedDeployment }>
  /** The answer's body, once its usage is durable. */
  predict(
    caller: Caller,
    target: ServedDeployment,
    request: Omit<LaneRequest, 'apiKeyId' | 'endUserId' | 'idempotencyKey'>,
    idempotency: { key: string; requestHash: string } | null,
  ): Promise<string>
  tryOut(
    ctx: WorkspaceCtx,
    requestId: string,
    call: { id: string; input: unknown },
  ): Promise<{
    requestId: string
    prediction: Prediction | MultiPrediction
    attributions: Attribution[]
    latencyMs: number
  }>
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
}): Gateway => {
  const { services, changes, addressOf, log } = options
  const keys = openKeyCache(services, changes)
  const deployments = openDeploymentCache(services, changes)
  const link = openWorkerLink(services, options.internalToken, log)
  const calls = openCallLog(services, log)
  const lanes = new Map<string, Lane>()
  /** One limiter per rate, as the library's points are fixed at construction. */
  const limiters = new Map<number, RateLimiterMemory>()
  let touched = new Set<string>()

  const touching = setInterval(() => {
    const ids = [...touched]
    touched = new Set()
    touchApiKeys(services, ids).catch((error: unknown) => log.warn({ err: error }, 'last use not noted'))
    for (const [id, lane] of lanes) if (lane.isIdle()) lanes.delete(id)
  }, 5_000)
  touching.unref()

  const takeFromRate = async (keyId: string, perSecond: number): Promise<void> => {
    let limiter = limiters.get(perSecond)
    if (!limiter) {
      limiter = new RateLimiterMemory({ points: perSecond, duration: 1 })
      limiters.set(perSecond, limiter)
    }
    await limiter.consume(keyId).catch(() => {
      throw new AssayError(
        'rate_limited',
        `This key may call ${perSecond} times a second under its plan. Slow down, or choose a larger plan.`,
        { retryAfterSeconds: 1 },
      )
    })
  }

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

  const findTarget = async (workspaceId: string, deploymentId: string): Promise<ServedDeployment> => {
    const found = deployments.find(deploymentId)
    const target = found instanceof Promise ? await found : found
    if (!target || target.workspaceId !== workspaceId || target.stopped)
      throw new NotFound('deployment', deploymentId)
    return target
  }

  const submit = (target: ServedDeployment, request: LaneRequest): Promise<string> => {
    // A revision fixes both the version and how it decides.
    const laneId = `${target.deploymentId}/${target.revision}`
    let lane = lanes.get(laneId)
    if (!lane) {
      lane = openLane(services, link, target)
      lanes.set(laneId, lane)
    }
    return lane.submit(request)
  }

  const answer = async (caller: Caller, target: ServedDeployment, asked: LaneRequest): Promise<string> => {
    const { maskInputs } = target.dataHandling
    const items =
      maskInputs.length === 0
        ? asked.items
        : asked.items.map((item) => ({ ...item, input: maskInput(item.input, maskInputs) }))
    let lines: string[] = []
    const compose = (all: string[]): string => {
      lines = all
      return asked.compose(all)
    }
    try {
      const body = await submit(target, { ...asked, items, compose })
      calls.answered({ caller, target, requestId: asked.requestId, items, lines })
      return body
    } catch (error) {
      calls.failed(error, caller)
      throw error
    }
  }

  const predict: Gateway['predict'] = async (caller, target, request, idempotency) => {
    const asked: LaneRequest = {
      ...request,
      apiKeyId: caller.apiKeyId,
      endUserId: caller.endUserId,
      idempotencyKey: idempotency?.key ?? null,
    }
    if (!idempotency) return answer(caller, target, asked)
    const { key, requestHash } = idempotency
    const claim = await claimIdempotencyKey(services, caller.workspaceId, key, requestHash)
    if (claim.state === 'replay') return claim.response
    try {
      return await answer(caller, target, asked)
    } catch (error) {
      await releaseIdempotencyKey(services, caller.workspaceId, key)
      throw error
    }
  }

  return {
    admit: async (proof, named) => {
      const grant = await requireKey(proof)
      const deploymentId = named ?? grant.deploymentId
      if (deploymentId !== null)
        calls.know(proof.request, { workspaceId: grant.workspaceId, apiKeyId: grant.keyId, deploymentId })
      await takeFromRate(grant.keyId, grant.requestsPerSecond)
      if (deploymentId === null)
        throw new AssayError('invalid_request', 'Name the deployment: model must be its id.', {
          param: 'model',
        })
      if (grant.deploymentId && grant.deploymentId !== deploymentId)
        throw new NotFound('deployment', deploymentId)
      const target = await findTarget(grant.workspaceId, deploymentId)
      touched.add(grant.keyId)
      const endUserId = readEndUser(proof.request.headers['x-end-user'], 'x-end-user')
      return { caller: { workspaceId: grant.workspaceId, apiKeyId: grant.keyId, endUserId }, target }
    },
    predict,
    tryOut: async (ctx, requestId, call) => {
      requireRole(ctx, 'member')
      const target = await findTarget(ctx.workspaceId, call.id)
      const began = performance.now()
      const line = await predict(
        { workspaceId: ctx.workspaceId, apiKeyId: null, endUserId: null },
        target,
        { requestId, items: [{ input: call.input, explain: true }], compose: ([only]) => only ?? '' },
        null,
      )
      // The worker wrote the line.
      const { explanation, ...prediction } = JSON.parse(line) as (Prediction | MultiPrediction) & {
        explanation: Attribution[]
      }
      return { requestId, prediction, attributions: explanation, latencyMs: performance.now() - began }
    },
    giveFeedback: async (proof, read) => {
      const grant = await requireKey(proof)
      await takeFromRate(grant.keyId, grant.requestsPerSecond)
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
      link.close()
      await calls.close()
    },
  }
}
