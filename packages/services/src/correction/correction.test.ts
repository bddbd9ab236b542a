import { randomUUID } from 'node:crypto'
import { tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyStripeEvent } from '../billing/apply-event.ts'
import { type Money, startMoney } from '../billing/fixture.ts'
import { invoicePaper } from '../billing/invoice-paper.ts'
import { repairFromStripe } from '../billing/repair-from-stripe.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { startTopUp } from '../credit/start-top-up.ts'
import { addTaxRate, setTaxMode } from '../tax/settings.ts'
import { voidInvoice, writeOffInvoice } from './close-invoice.ts'
import { correctInvoice, previewCorrection } from './correct-invoice.ts'
import { creditNotePaper } from './credit-note-paper.ts'
import { atStripe, inLedger } from './fixture.ts'
import { getInvoiceAsOperator, listCorrections } from './reads.ts'
import { getRefundableTopUp, refundTopUp } from './refund-top-up.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money?.close())

const invoicesOf = ({ workspaceId }: WorkspaceCtx) =>
  money.dbs.platform
    .select()
    .from(tables.invoice)
    .where(eq(tables.invoice.workspaceId, workspaceId))
    .orderBy(tables.invoice.createdAt, tables.invoice.id)

/** One that is sent and waits for its payment, made in Stripe's own dashboard. */
const sendByHand = async (ctx: WorkspaceCtx, amount: number, rates: string[]): Promise<string> => {
  const { stripe } = money
  const customer = await money.customerOf(ctx)
  const draft = await stripe.invoices.create({
    customer,
    currency: 'usd',
    collection_method: 'send_invoice',
    days_until_due: 14,
    auto_advance: false,
    default_tax_rates: rates,
    pending_invoice_items_behavior: 'exclude',
  })
  const id = draft.id ?? ''
  await stripe.invoiceItems.create({ customer, invoice: id, amount, currency: 'usd', description: 'Extra' })
  await stripe.invoices.finalizeInvoice(id, { auto_advance: false })
  return id
}

/** Applies what has come in, in an order of its own and twice. */
const applyShuffled = async (pick: (below: number) => number): Promise<void> => {
  const { stripeEvent } = tables
  const rows = await money.dbs.platform
    .select({ id: stripeEvent.id })
    .from(stripeEvent)
    .where(sql`${stripeEvent.handledAt} is null`)
  const order = rows
    .map(({ id }) => ({ id, key: pick(1_000) }))
    .sort((a, b) => a.key - b.key)
    .map(({ id }) => id)
  for (const stripeEventId of order) {
    await applyStripeEvent(money.services, { stripeEventId })
    await money.dbs.platform
      .update(stripeEvent)
      .set({ handledAt: null })
      .where(eq(stripeEvent.id, stripeEventId))
    await applyStripeEvent(money.services, { stripeEventId })
  }
}

describe('18: a finalised invoice is corrected by credit notes alone', () => {
  it('shows what goes back before it does, gives it back once, and tells tenant and ledger', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const [row] = await invoicesOf(ctx)
    const invoiceId = row?.id ?? ''
    const asked = { invoiceId, amountMinor: '1000', to: 'refund', reason: 'duplicate' } as const
    expect(await previewCorrection(money.operator(), asked)).toMatchObject({
      totalMinor: '1000',
      refundedMinor: '1000',
      balanceMinor: '0',
      lines: [{ amountMinor: '1000' }],
    })
    const before = await invoicesOf(ctx)
    // The answer to the first request is lost after Stripe has committed it, and both are sent at once.
    await fetch(`${money.services.stripe.localUrl}/_faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ dropAnswers: 1, pathPrefix: '/v1/credit_notes' }),
    })
    const order = { ...asked, memo: 'Billed twice, sorry.', reference: randomUUID() }
    const made = [
      await correctInvoice(money.operator(), order),
      await correctInvoice(money.operator(), order),
    ]
    expect(new Set(made.map(({ creditNoteId }) => creditNoteId)).size).toBe(1)
    await money.applyAll()
    expect(await listCorrections(ctx, { invoiceId })).toMatchObject({
      creditNotes: [{ totalMinor: '1000', refundedMinor: '1000', memo: 'Billed twice, sorry.' }],
      refunds: [{ status: 'succeeded', amountMinor: '1000' }],
    })
    const note = { id: made[0]?.creditNoteId ?? '' }
    expect(await creditNotePaper(ctx, note, 'en')).toMatchObject({
      kind: 'Credit note',
      totals: [{}, { value: expect.stringContaining('10.00') }],
    })
    expect(await creditNotePaper(ctx, note, 'zh-CN')).toMatchObject({
      kind: '贷记单',
      sections: [{ title: '原因', text: 'Billed twice, sorry.' }],
    })
    expect((await invoicePaper(ctx, { id: invoiceId }, 'en')).totals).toContainEqual({
      name: 'Corrected by credit notes',
      value: expect.stringContaining('-USD 10.00'),
    })
    const after = await invoicesOf(ctx)
    expect(after[0]?.totalMinor).toBe(before[0]?.totalMinor)
    await expect(
      correctInvoice(money.operator(), { ...order, amountMinor: '2000', reference: randomUUID() }),
    ).rejects.toMatchObject({ code: 'invalid_request', param: 'amountMinor' })
    expect(await getInvoiceAsOperator(money.operator(), { invoiceId })).toMatchObject({
      correctableMinor: '1900',
      payments: [{ amountMinor: '2900', feeMinor: '114' }],
    })
    expect(await inLedger(money, ctx)).toEqual(await atStripe(money, ctx))
  })
})

describe('15: the ledger is Stripe’s objects to the unit', () => {
  it('after refunds, credit notes, voids and write-offs here and at Stripe, told in any order and twice', async () => {
    const op = money.operator()
    await addTaxRate(op, { name: 'VAT', percent: '19', inclusive: false })
    await addTaxRate(op, { name: 'City', percent: '2.5', inclusive: true })
    await setTaxMode(op, { mode: 'rates' })
    const rates = (await money.stripe.taxRates.list({ active: true })).data.map(({ id }) => id)
    let state = 4_711
    const pick = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647
      return state % below
    }
    for (let round = 0; round < 2; round++) {
      const ctx = await money.createWorkspace()
      await money.subscribe(ctx, round === 0 ? 'starter' : 'pro')
      await money.use(ctx, [60_000, 1_234])
      await money.gatherUsage()
      await money.applyAll()
      await money.passPeriod(ctx, 2 * 3_600, { apply: false })
      const open = [
        await sendByHand(ctx, 4_999, rates),
        await sendByHand(ctx, 777, rates),
        await sendByHand(ctx, 1_001, []),
      ]
      await applyShuffled(pick)
      expect(await inLedger(money, ctx)).toEqual(await atStripe(money, ctx))
      for (let step = 0; step < 6; step++) {
        const rows = (await invoicesOf(ctx)).filter(({ status }) => status === 'open' || status === 'paid')
        const row = rows[pick(rows.length)]
        const detail = await getInvoiceAsOperator(op, { invoiceId: row?.id ?? '' })
        const left = Number(detail.correctableMinor)
        if (left > 0)
          await correctInvoice(op, {
            invoiceId: detail.id,
            amountMinor: String(1 + pick(left)),
            to: pick(2) === 0 ? 'refund' : 'balance',
            reason: null,
            memo: '',
            reference: randomUUID(),
          })
      }
      // In Stripe's own dashboard: a refund that no credit note explains, and a credit note.
      const [paid] = (await invoicesOf(ctx)).filter(
        (row) => row.status === 'paid' && row.amountPaidMinor - row.givenBackMinor > 100n,
      )
      const [payment] = (await money.stripe.invoicePayments.list({ invoice: paid?.stripeInvoiceId ?? '' }))
        .data
      const intent = payment?.payment.payment_intent
      await money.stripe.refunds.create({
        payment_intent: typeof intent === 'string' ? intent : '',
        amount: 55,
      })
      await money.stripe.creditNotes.create({
        invoice: paid?.stripeInvoiceId ?? '',
        amount: 40,
        credit_amount: 40,
      })
      const still = (await invoicesOf(ctx)).filter(
        (row) => row.status === 'open' && open.includes(row.stripeInvoiceId),
      )
      for (const [at, row] of still.entries())
        await (at % 2 === 0 ? writeOffInvoice : voidInvoice)(op, { invoiceId: row.id })
      await money.applyAll()
      await applyShuffled(pick)
      expect(await inLedger(money, ctx)).toEqual(await atStripe(money, ctx))
    }
    await setTaxMode(op, { mode: 'none' })
  })

  it('is healed by the nightly look at Stripe where no notice came at all, and a second look finds nothing', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const [row] = await invoicesOf(ctx)
    await money.stripe.creditNotes.create({
      invoice: row?.stripeInvoiceId ?? '',
      amount: 500,
      refund_amount: 500,
    })
    await money.dbs.platform
      .update(tables.stripeEvent)
      .set({ handledAt: new Date() })
      .where(sql`${tables.stripeEvent.handledAt} is null`)
    const repairs = await repairFromStripe(money.services)
    expect(repairs.find(({ workspaceId }) => workspaceId === ctx.workspaceId)?.differences).toContain(
      'corrections',
    )
    expect(await inLedger(money, ctx)).toEqual(await atStripe(money, ctx))
    const again = await repairFromStripe(money.services)
    expect(again.filter(({ workspaceId }) => workspaceId === ctx.workspaceId)).toEqual([])
  })

  it('16: what came in is what is kept and what Stripe kept, and a refund takes back its part alone', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const [row] = await invoicesOf(ctx)
    const before = await inLedger(money, ctx)
    const detail = await getInvoiceAsOperator(money.operator(), { invoiceId: row?.id ?? '' })
    const fee = BigInt(detail.payments[0]?.feeMinor ?? '0')
    expect(fee).toBeGreaterThan(0n)
    expect(before.cash + fee).toBe(BigInt(detail.amountPaidMinor))
    await correctInvoice(money.operator(), {
      invoiceId: detail.id,
      amountMinor: '725',
      to: 'refund',
      reason: null,
      memo: '',
      reference: randomUUID(),
    })
    const after = await inLedger(money, ctx)
    expect(before.cash - after.cash).toBe(725n)
    expect(after.revenue - before.revenue).toBe(725n)
    expect(after.receivable).toBe(before.receivable)
  })

  it('takes back what is left of credits whose top-up is refunded; what was used is the house’s loss', async () => {
    const ctx = await money.createWorkspace()
    const { url } = await startTopUp(ctx, { amountMinor: '2000' })
    await money.pay(url)
    await money.applyAll()
    const [bought] = await money.dbs.platform
      .select()
      .from(tables.topUp)
      .where(eq(tables.topUp.workspaceId, ctx.workspaceId))
    const intent = bought?.paymentIntentId ?? ''
    const grant = async () =>
      (
        await money.dbs.platform
          .select()
          .from(tables.creditGrant)
          .where(eq(tables.creditGrant.workspaceId, ctx.workspaceId))
      )[0]
    const order = { grantId: (await grant())?.id ?? '', amountMinor: '500', reference: randomUUID() }
    await refundTopUp(money.operator(), order)
    await refundTopUp(money.operator(), order)
    await money.applyAll()
    expect(Number((await grant())?.remaining)).toBe(1_500)
    expect(await getRefundableTopUp(money.operator(), { grantId: order.grantId })).toMatchObject({
      paidMinor: '2000',
      refundedMinor: '500',
      unspent: '1500',
    })
    await expect(
      refundTopUp(money.operator(), { ...order, amountMinor: '1501', reference: randomUUID() }),
    ).rejects.toMatchObject({ code: 'invalid_request', param: 'amountMinor' })
    await money.dbs.platform
      .update(tables.creditGrant)
      .set({ remaining: '100' })
      .where(eq(tables.creditGrant.workspaceId, ctx.workspaceId))
    await money.stripe.refunds.create({ payment_intent: intent, amount: 400 })
    await money.applyAll()
    expect(Number((await grant())?.remaining)).toBe(0)
    const sums = await inLedger(money, ctx)
    const stripe = await atStripe(money, ctx)
    expect(sums.cash).toBe(stripe.cash)
    expect(sums.revenue).toBe(300n)
  })
})
