import type { GatewayInvoice } from '@assay/billing/stripe'
import { z } from 'zod'
import { askingStripe } from '../billing/stripe-errors.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { requireInvoice } from './correct-invoice.ts'
import { takeOverInvoice } from './take-over.ts'

export const closeInvoiceInput = z.strictObject({ invoiceId: z.string().max(64) })
type Input = z.input<typeof closeInvoiceInput>

const close = async (
  ctx: OperatorCtx,
  input: Input,
  how: {
    from: readonly string[]
    to: GatewayInvoice['status']
    action: string
    ask: (stripeId: string) => Promise<GatewayInvoice>
  },
): Promise<void> => {
  const { invoiceId } = closeInvoiceInput.parse(input)
  const row = await requireInvoice(ctx, invoiceId)
  if (row.status === how.to) return
  if (!how.from.includes(row.status))
    throw new AssayError(
      'conflict',
      `Only an ${how.from.join(' or ')} invoice can become ${how.to}; this one is ${row.status}.`,
      { param: 'invoiceId' },
    )
  await askingStripe(() => how.ask(row.stripeInvoiceId))
  await ctx.dbs.platform.transaction(async (tx) => {
    await takeOverInvoice(ctx, tx, row.stripeInvoiceId)
    const subject = { type: 'invoice', id: row.id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: row.workspaceId }, how.action, subject)
  })
}

/** Gives up on an open invoice: what is due becomes a bad debt. A payment that comes after all takes it back. */
export const writeOffInvoice = (ctx: OperatorCtx, input: Input): Promise<void> =>
  close(ctx, input, {
    from: ['open'],
    to: 'uncollectible',
    action: 'invoice.written_off',
    ask: ctx.stripe.writeOff,
  })

/** Takes an unpaid invoice back as if it had never been. */
export const voidInvoice = (ctx: OperatorCtx, input: Input): Promise<void> =>
  close(ctx, input, {
    from: ['open', 'uncollectible'],
    to: 'void',
    action: 'invoice.voided',
    ask: ctx.stripe.voidInvoice,
  })
