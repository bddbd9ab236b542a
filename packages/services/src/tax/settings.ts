import type { GatewayTax } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { askingStripe } from '../billing/stripe-errors.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { TaxSettingsView } from '../views.ts'

const modeOf = async (tx: Pick<Tx, 'select'>): Promise<TaxSettingsView['mode']> => {
  const [row] = await tx.select({ mode: tables.billingSettings.taxMode }).from(tables.billingSettings)
  return row?.mode ?? 'none'
}

/** Whether and how new subscriptions are taxed, with the rates that are charged by hand. */
export const getTaxSettings = async (ctx: OperatorCtx): Promise<TaxSettingsView> => {
  const { taxRate } = tables
  const rates = await ctx.dbs.platform
    .select()
    .from(taxRate)
    .where(isNull(taxRate.archivedAt))
    .orderBy(asc(taxRate.createdAt), asc(taxRate.id))
  return {
    mode: await modeOf(ctx.dbs.platform),
    rates: rates.map(({ id, name, percent, inclusive }) => ({
      id,
      name,
      percent: String(Number(percent)),
      inclusive,
    })),
  }
}

export const setTaxModeInput = z.strictObject({ mode: z.enum(['none', 'rates', 'stripe']) })

/** For subscriptions that begin from now on; those that run keep what they began with. */
export const setTaxMode = async (ctx: OperatorCtx, input: z.input<typeof setTaxModeInput>): Promise<void> => {
  const { mode } = setTaxModeInput.parse(input)
  const { billingSettings } = tables
  await ctx.dbs.platform.transaction(async (tx) => {
    const set = { taxMode: mode, updatedAt: ctx.now() }
    await tx.insert(billingSettings).values(set).onConflictDoUpdate({ target: billingSettings.id, set })
    const subject = { type: 'billing_settings', id: 'house' }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'tax.mode_set', subject, { mode })
  })
}

export const addTaxRateInput = z.strictObject({
  name: plainText(50),
  percent: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,4})?$/, 'A rate is a percentage with at most 4 places, such as 19 or 8.875.')
    .refine((text) => Number(text) > 0 && Number(text) <= 100, 'A rate must be above 0 and at most 100%.'),
  inclusive: z.boolean(),
})

/** A rate that is charged by hand. It never changes: another percentage is another rate. */
export const addTaxRate = async (
  ctx: OperatorCtx,
  input: z.input<typeof addTaxRateInput>,
): Promise<{ id: string }> => {
  const rate = addTaxRateInput.parse(input)
  const id = newId('txr')
  const made = await askingStripe(() => ctx.stripe.createTaxRate({ ...rate, reference: id }))
  await ctx.dbs.platform.transaction(async (tx) => {
    await tx.insert(tables.taxRate).values({ id, ...rate, stripeTaxRateId: made.id })
    const subject = { type: 'tax_rate', id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'tax.rate_added', subject, rate)
  })
  return { id }
}

export const taxRateIdInput = z.strictObject({ id: z.string().max(64) })

/** Takes a rate out of use for subscriptions that begin from now on. */
export const archiveTaxRate = async (
  ctx: OperatorCtx,
  input: z.input<typeof taxRateIdInput>,
): Promise<void> => {
  const { id } = taxRateIdInput.parse(input)
  const { taxRate } = tables
  await ctx.dbs.platform.transaction(async (tx) => {
    const [gone] = await tx
      .update(taxRate)
      .set({ archivedAt: ctx.now() })
      .where(and(eq(taxRate.id, id), isNull(taxRate.archivedAt)))
      .returning({ id: taxRate.id })
    if (!gone) throw new NotFound('tax rate', id)
    const subject = { type: 'tax_rate', id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'tax.rate_archived', subject)
  })
}

/** How a subscription that begins now is taxed. */
export const currentTax = async (tx: Pick<Tx, 'select'>): Promise<GatewayTax> => {
  const mode = await modeOf(tx)
  if (mode === 'stripe') return { by: 'stripe' }
  if (mode === 'none') return { by: 'rates', rateIds: [] }
  const { taxRate } = tables
  const rates = await tx
    .select({ id: taxRate.stripeTaxRateId })
    .from(taxRate)
    .where(and(isNull(taxRate.archivedAt), isNotNull(taxRate.stripeTaxRateId)))
    .orderBy(asc(taxRate.id))
  if (rates.length === 0)
    throw new AssayError(
      'conflict',
      'Taxes are charged manually, but there is no rate. The operator has to add one or charge no tax.',
    )
  return { by: 'rates', rateIds: rates.flatMap(({ id }) => (id === null ? [] : [id])) }
}
