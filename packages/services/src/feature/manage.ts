import { tables } from '@assay/db'
import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { findTenant, nameOf } from '../tenant/lookup.ts'
import type { FeatureRow } from '../views.ts'
import { type FeatureName, featureNames, platformOnly } from './features.ts'
import { forgetSwitches, isEnabled } from './is-enabled.ts'

/** Every switch that the code knows, with the workspaces for which it stands otherwise. */
export const listFeatures = async (ctx: OperatorCtx): Promise<FeatureRow[]> => {
  const { featureFlag, featureOverride: override, workspace } = tables
  const { platform } = ctx.dbs
  const flags = await platform.select().from(featureFlag)
  const overrides = await platform
    .select({
      name: override.name,
      enabled: override.enabled,
      workspaceId: override.workspaceId,
      workspaceName: workspace.name,
    })
    .from(override)
    .innerJoin(workspace, eq(workspace.id, override.workspaceId))
    .orderBy(asc(workspace.name))
  return featureNames.map((name) => {
    const flag = flags.find((one) => one.name === name)
    return {
      name,
      enabled: flag?.enabled ?? true,
      updatedAt: flag?.updatedAt ?? null,
      perWorkspace: !platformOnly.includes(name),
      overrides: overrides.filter((one) => one.name === name).map(({ name: _, ...one }) => one),
    }
  })
}

export const setFeatureInput = z.strictObject({ name: z.enum(featureNames), enabled: z.boolean() })

/** For everybody who has no switch of their own. */
export const setFeature = async (ctx: OperatorCtx, input: z.input<typeof setFeatureInput>): Promise<void> => {
  const { name, enabled } = setFeatureInput.parse(input)
  const updatedAt = ctx.now()
  await ctx.dbs.platform.transaction(async (tx) => {
    await tx
      .insert(tables.featureFlag)
      .values({ name, enabled, updatedAt })
      .onConflictDoUpdate({ target: tables.featureFlag.name, set: { enabled, updatedAt } })
    const subject = { type: 'feature', id: name }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'feature.set', subject, { enabled })
  })
  forgetSwitches(ctx)
}

export const overrideFeatureInput = z.strictObject({
  name: z.enum(featureNames),
  workspaceId: z.string().max(64),
  /** Null: as for everybody. */
  enabled: z.boolean().nullable(),
})

export const overrideFeature = async (
  ctx: OperatorCtx,
  input: z.input<typeof overrideFeatureInput>,
): Promise<void> => {
  const { name, workspaceId, enabled } = overrideFeatureInput.parse(input)
  if (platformOnly.includes(name))
    throw new AssayError('invalid_request', 'This affects people without a workspace: set it for everyone.', {
      param: 'name',
    })
  const { featureOverride } = tables
  const updatedAt = ctx.now()
  await ctx.dbs.platform.transaction(async (tx) => {
    await findTenant(tx, workspaceId)
    if (enabled === null)
      await tx
        .delete(featureOverride)
        .where(and(eq(featureOverride.workspaceId, workspaceId), eq(featureOverride.name, name)))
    else
      await tx
        .insert(featureOverride)
        .values({ workspaceId, name, enabled, updatedAt })
        .onConflictDoUpdate({
          target: [featureOverride.workspaceId, featureOverride.name],
          set: { enabled, updatedAt },
        })
    const subject = { type: 'feature', id: name }
    await writeAudit(tx, { actor: ctx.actor, workspaceId }, 'feature.overridden', subject, {
      feature: name,
      enabled,
      operator: await nameOf(tx, ctx.actor.id),
    })
  })
  forgetSwitches(ctx)
}

/** What is switched on for a workspace, so that its pages need not offer the rest. */
export const ownFeatures = async (ctx: WorkspaceCtx): Promise<Record<FeatureName, boolean>> => {
  const pairs = await Promise.all(
    featureNames.map(async (name) => [name, await isEnabled(ctx, name, ctx.workspaceId)] as const),
  )
  // One pair for each name.
  return Object.fromEntries(pairs) as Record<FeatureName, boolean>
}
