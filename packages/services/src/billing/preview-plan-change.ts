import { recurringMinor } from '@assay/billing'
import type { z } from 'zod'
import { inWorkspace, requireRole, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { PlanChangePreview } from '../views.ts'
import { changeTargetInput, itemsInput } from './change-inputs.ts'
import { itemsChange, type PlannedChange, planChange } from './plan-change.ts'
import { flushUsage } from './send-usage.ts'
import { askingStripe } from './stripe-errors.ts'
import { unbilledMeters } from './unbilled-meters.ts'

/** What the change bills as Stripe counts it, with the usage that is still to be billed. */
export const askPreview = async (ctx: WorkspaceCtx, change: PlannedChange): Promise<PlanChangePreview> => {
  await flushUsage(ctx, ctx.workspaceId)
  // Where the period goes on, its usage is billed at its end.
  const extra = change.order.newPeriod
    ? await inWorkspace(ctx, 'admin', (tx) => unbilledMeters(tx, ctx.workspaceId))
    : []
  const preview = await ctx.stripe.previewPlanChange({ ...change.order, extra })
  return {
    planId: change.target.plan.id,
    recurringMinor: recurringMinor(change.target.version, change.selection).toString(),
    interval: change.selection.interval,
    at: change.at,
    currency: preview.currency,
    totalMinor: preview.totalMinor.toString(),
    amountDueMinor: preview.amountDueMinor.toString(),
    creditsUnusedTime: change.order.credit,
    lines: preview.lines.map((line) => ({ ...line, amountMinor: line.amountMinor.toString() })),
  }
}

/** What moving to a plan would bill at once, line by line. Given back to `changePlan`, exactly this is billed. */
export const previewPlanChange = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof changeTargetInput>,
): Promise<PlanChangePreview> => {
  requireRole(ctx, 'admin')
  const wanted = changeTargetInput.parse(input)
  const change = await askingStripe(() => planChange(ctx, wanted, null))
  if (change === null)
    throw new AssayError('conflict', 'This workspace is already on that plan.', { param: 'planId' })
  return askingStripe(() => askPreview(ctx, change))
}

/** What other seats or add-ons would bill at once. Given back to `changeItems`, exactly this is billed. */
export const previewItems = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof itemsInput>,
): Promise<PlanChangePreview> => {
  requireRole(ctx, 'admin')
  const wanted = itemsInput.parse(input)
  const change = await askingStripe(() => itemsChange(ctx, wanted, null))
  if (change === null)
    throw new AssayError('conflict', 'The subscription already has these seats and add-ons.', {
      param: 'extraSeats',
    })
  return askingStripe(() => askPreview(ctx, change))
}
