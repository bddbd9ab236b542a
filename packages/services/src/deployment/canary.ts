import type { Tx } from '@assay/db'
import { decisionPolicySchema } from '@assay/ml-core/schema'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { queueGold, requireGold } from './gold.ts'
import {
  type Locked,
  lockDeployment,
  requireFitting,
  requireServable,
  requireVersionOf,
  revise,
} from './revise.ts'
import { type Canary, canaryRulesSchema, percentSchema, type Traffic, trafficOf } from './traffic.ts'

type Revised = { revision: number }

export const startCanaryInput = z.strictObject({
  id: z.string().max(64),
  modelVersionId: z.string().max(64),
  percent: percentSchema,
  policy: decisionPolicySchema.nullable().default(null),
  rules: canaryRulesSchema.nullable().default(null),
})

/** Gives a share of the callers another version of the model; who gets it is fixed by who calls. */
export const startCanary = (ctx: WorkspaceCtx, input: z.input<typeof startCanaryInput>): Promise<Revised> => {
  const { id, modelVersionId, percent, policy, rules } = startCanaryInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const current = await lockDeployment(tx, id)
    const version = await requireVersionOf(tx, current.modelId, modelVersionId)
    if (modelVersionId === current.modelVersionId)
      throw new AssayError('conflict', 'That version is already live: choose another one as the canary.', {
        param: 'modelVersionId',
      })
    await requireServable(tx, version.modelId)
    requireFitting(policy, version)
    if (rules?.gold) await requireGold(tx, current, rules.gold)
    const since = current.revision + 1
    const canary = { modelVersionId, percent, policy, rules, since }
    const revised = await revise(
      tx,
      ctx,
      current,
      withCanary(current, canary, `Version ${version.number} takes ${percent} % of the callers.`),
      'deployment.canary_started',
    )
    await queueGold(tx, ctx.workspaceId, id, rules?.gold ? since : null)
    return revised
  })
}

export const moveCanaryInput = z.strictObject({ id: z.string().max(64), percent: percentSchema })

/** Moves the canary's share; who has been given it keeps it while the share grows. Counting begins anew. */
export const moveCanary = (ctx: WorkspaceCtx, input: z.input<typeof moveCanaryInput>): Promise<Revised> => {
  const { id, percent } = moveCanaryInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const current = await lockDeployment(tx, id)
    const canary = requireCanary(current)
    if (canary.percent === percent) return { revision: current.revision }
    const reason = `The canary's share goes from ${canary.percent} % to ${percent} %.`
    const content = withCanary(current, { ...canary, percent }, reason)
    return revise(tx, ctx, current, content, 'deployment.canary_moved')
  })
}

const byHand = (input: unknown) => z.strictObject({ id: z.string().max(64) }).parse(input).id

/** The canary becomes the live version. */
export const promoteCanary = (ctx: WorkspaceCtx, input: { id: string }): Promise<Revised> => {
  const id = byHand(input)
  return inWorkspace(ctx, 'member', async (tx) =>
    promote(tx, ctx, await lockDeployment(tx, id), 'Promoted manually.'),
  )
}

/** The live version takes all calls again. */
export const endCanary = (ctx: WorkspaceCtx, input: { id: string }): Promise<Revised> => {
  const id = byHand(input)
  return inWorkspace(ctx, 'member', async (tx) =>
    withdraw(tx, ctx, await lockDeployment(tx, id), 'Rolled back manually.'),
  )
}

/** On a locked deployment; also for the rules and the gateway, which decide for themselves. */
export const promote = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  current: Locked,
  reason: string,
): Promise<Revised> => {
  const { modelVersionId, policy } = requireCanary(current)
  await requireServable(tx, current.modelId)
  const content = { modelVersionId, policy, traffic: afterPromotion(current), reason }
  return revise(tx, ctx, current, content, 'deployment.canary_promoted')
}

/** Likewise. */
export const withdraw = (tx: Tx, ctx: WorkspaceCtx, current: Locked, reason: string): Promise<Revised> => {
  requireCanary(current)
  const shadow = trafficOf(current.traffic)?.shadow
  const content = { ...kept(current), traffic: shadow ? { canary: null, shadow } : null, reason }
  return revise(tx, ctx, current, content, 'deployment.canary_rolled_back')
}

export const setShadowInput = z.strictObject({
  id: z.string().max(64),
  /** Null: none any more. */
  modelVersionId: z.string().max(64).nullable(),
})

/** Lets another version answer what the live one answers, for comparison alone: nobody is sent it or billed for it. */
export const setShadow = (ctx: WorkspaceCtx, input: z.input<typeof setShadowInput>): Promise<Revised> => {
  const { id, modelVersionId } = setShadowInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const current = await lockDeployment(tx, id)
    const traffic = trafficOf(current.traffic)
    if ((traffic?.shadow?.modelVersionId ?? null) === modelVersionId) return { revision: current.revision }
    const canary = traffic?.canary ?? null
    if (modelVersionId === null) {
      const content = {
        ...kept(current),
        traffic: canary && { canary, shadow: null },
        reason: 'The shadow ended.',
      }
      return revise(tx, ctx, current, content, 'deployment.shadow_ended')
    }
    const version = await requireVersionOf(tx, current.modelId, modelVersionId)
    if (modelVersionId === current.modelVersionId)
      throw new AssayError('conflict', 'That version is already live: it would be compared with itself.', {
        param: 'modelVersionId',
      })
    await requireServable(tx, version.modelId)
    const reason = `Version ${version.number} runs as a shadow of the live one.`
    const content = { ...kept(current), traffic: { canary, shadow: { modelVersionId } }, reason }
    return revise(tx, ctx, current, content, 'deployment.shadow_started')
  })
}

const requireCanary = (current: Locked): Canary => {
  const canary = trafficOf(current.traffic)?.canary
  if (!canary) throw new AssayError('conflict', 'This deployment has no canary. Start one first.')
  return canary
}

/** The live version and its policy as they were. */
const kept = (current: Locked) => ({
  modelVersionId: current.modelVersionId,
  // Parsed by `deploy` before it was written.
  policy: current.policy as Canary['policy'],
})

const withCanary = (current: Locked, canary: Canary, reason: string) => {
  const shadow = trafficOf(current.traffic)?.shadow ?? null
  return { ...kept(current), traffic: { canary, shadow }, reason }
}

/** A shadow that has just become the live version would be compared with itself. */
const afterPromotion = (current: Locked): Traffic | null => {
  const { canary, shadow } = trafficOf(current.traffic) ?? {}
  return shadow && shadow.modelVersionId !== canary?.modelVersionId ? { canary: null, shadow } : null
}
