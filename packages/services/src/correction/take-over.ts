import type { GatewayCreditNote } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { mirrorInvoice } from '../billing/mirror-invoice.ts'
import { reconcileCustomer, workspaceOfCustomer } from '../billing/reconcile-subscription.ts'
import { lockBilling } from '../billing/subscription-rows.ts'
import type { Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { settleTopUp } from '../credit/settle-top-up.ts'
import { postInvoice } from '../ledger/post-invoice.ts'
import { mirrorCreditNote } from './mirror-credit-note.ts'
import { fetchPayments, mirrorPayments } from './mirror-payments.ts'
import { mirrorRefund, originOf } from './mirror-refund.ts'

export type Taking = Pick<Services, 'stripe' | 'now'>
type Mirrored = { workspaceId: string; invoiceId: string }

/**
 * Brings our copy of an invoice, with what was paid for it, to what Stripe has now. Null for one of a customer who is
 * not ours.
 */
export const takeOverInvoice = async (
  services: Taking,
  tx: Tx,
  stripeInvoiceId: string,
): Promise<(Mirrored & { current: Awaited<ReturnType<Taking['stripe']['fetchInvoice']>> }) | null> => {
  const { customerId } = await services.stripe.fetchInvoice(stripeInvoiceId)
  const workspaceId = await workspaceOfCustomer(tx, customerId)
  if (workspaceId === null) return null
  await lockBilling(tx, workspaceId)
  // Asked before anything is written: a counter that predictions wait for is never held over the network.
  const current = await services.stripe.fetchInvoice(stripeInvoiceId)
  const payments = await fetchPayments(services, tx, current)
  // The subscription first: the invoice's period may be one that we have not heard of.
  await reconcileCustomer(services, tx, customerId)
  const invoiceId = await mirrorInvoice(tx, workspaceId, current)
  await mirrorPayments(tx, { workspaceId, invoiceId }, payments)
  await notifyChange(tx, { topic: 'billing', workspaceId, id: invoiceId })
  return { workspaceId, invoiceId, current }
}

/** The notice of a payment may come after that of its refund: it is taken over first. */
export const takeOverPayment = async (
  services: Taking,
  tx: Tx,
  paymentIntentId: string,
): ReturnType<typeof originOf> => {
  const { invoiceId, reference } = await services.stripe.describePayment(paymentIntentId)
  if (invoiceId !== null) await takeOverInvoice(services, tx, invoiceId)
  else if (reference !== null) {
    const feeMinor = await services.stripe.fetchFee(paymentIntentId)
    await settleTopUp(tx, reference, { paymentIntentId, feeMinor }, services.now())
  }
  return originOf(tx, paymentIntentId)
}

/** A refund, made here or in Stripe's own dashboard. */
export const takeOverRefund = async (services: Taking, tx: Tx, stripeRefundId: string): Promise<void> => {
  const first = await services.stripe.fetchRefund(stripeRefundId)
  if (first.paymentIntentId === '') return
  const origin =
    (await originOf(tx, first.paymentIntentId)) ??
    (await takeOverPayment(services, tx, first.paymentIntentId))
  if (origin === null) return
  await lockBilling(tx, origin.workspaceId)
  const current = await services.stripe.fetchRefund(stripeRefundId)
  const id = await mirrorRefund(tx, origin, current, services.now())
  await notifyChange(tx, { topic: 'billing', workspaceId: origin.workspaceId, id })
}

/** A credit note with its refunds, made here or in Stripe's own dashboard. Resolves to our id of it. */
export const takeOverCreditNote = async (
  services: Taking,
  tx: Tx,
  stripeCreditNoteId: string,
): Promise<string | null> => {
  const first = await services.stripe.fetchCreditNote(stripeCreditNoteId)
  const mirrored = await takeOverInvoice(services, tx, first.invoiceId)
  if (mirrored === null) return null
  const current = await services.stripe.fetchCreditNote(stripeCreditNoteId)
  return writeCreditNote(services, tx, mirrored, current)
}

const writeCreditNote = async (
  services: Taking,
  tx: Tx,
  { workspaceId, invoiceId }: Mirrored,
  note: GatewayCreditNote,
): Promise<string> => {
  for (const { id } of note.refunds) await takeOverRefund(services, tx, id)
  const id = await mirrorCreditNote(tx, { workspaceId, invoiceId }, note, services.now())
  // Of an invoice that was voided since, its tax is in the one or in the other.
  await postInvoice(tx, invoiceId, services.now())
  await notifyChange(tx, { topic: 'billing', workspaceId, id: invoiceId })
  return id
}

/** Credit notes and refunds that our own copies lack, for the nightly look at Stripe. */
export const takeOverCorrections = async (
  services: Taking,
  tx: Tx,
  of: { customerId: string; createdFrom: Date; refundIds: readonly string[] },
): Promise<void> => {
  const { customerId, createdFrom } = of
  for (const id of await services.stripe.listCreditNoteIds({ customerId, createdFrom }))
    await takeOverCreditNote(services, tx, id)
  for (const id of of.refundIds) await takeOverRefund(services, tx, id)
}

/** The workspace's rows of what was given back, as one text to compare. */
export const correctionsText = async (tx: Tx, workspaceId: string): Promise<string> => {
  const { creditNote, refund } = tables
  const notes = await tx
    .select({ id: creditNote.stripeCreditNoteId, status: creditNote.status })
    .from(creditNote)
    .where(eq(creditNote.workspaceId, workspaceId))
    .orderBy(creditNote.stripeCreditNoteId)
  const refunds = await tx
    .select({ id: refund.stripeRefundId, status: refund.status, credited: refund.creditedMinor })
    .from(refund)
    .where(eq(refund.workspaceId, workspaceId))
    .orderBy(refund.stripeRefundId)
  return JSON.stringify({
    notes,
    refunds: refunds.map((one) => ({ ...one, credited: one.credited.toString() })),
  })
}
