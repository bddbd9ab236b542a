import { createHash } from 'node:crypto'
import Stripe from 'stripe'
import { describeAccount } from './account.ts'
import { ensureCatalogue, ensureMeter, meterEventName } from './catalogue.ts'
import { catchUpClock, clockTime } from './clock.ts'
import {
  createCreditNote,
  createRefund,
  createTaxRate,
  describePayment,
  fetchCreditNote,
  fetchRefund,
  listCreditNoteIds,
  listPayments,
  listRefundIds,
  previewCreditNote,
} from './corrections.ts'
import { closeDispute, fetchDispute, listDisputeIds, submitEvidence } from './disputes.ts'
import type { StripeGateway } from './gateway.ts'
import { invoicePending } from './invoice-now.ts'
import { calling } from './map-error.ts'
import { idOf, seconds, toInvoice, toSubscription } from './mapping.ts'
import {
  chargeSavedCard,
  checkoutPayment,
  createInvoiceItem,
  createPaymentCheckout,
  paymentFee,
  savedCard,
} from './payments.ts'
import { previewPlanChange } from './preview-change.ts'
import { createPromotion, promotionUses } from './promotions.ts'
import { sendInvoice } from './send-invoice.ts'
import {
  changeAtPeriodEnd,
  changePlan,
  createCheckout,
  liveSubscriptions,
  withdrawChange,
} from './subscriptions.ts'
import { verifyWebhook } from './webhook.ts'

export type StripeGatewayOptions = {
  secretKey: string
  /** The address of a local Stripe, such as `http://127.0.0.1:12111`; absent: Stripe itself. */
  apiBase?: string | undefined
  webhookSecret: string
  now: () => Date
  /** Default 20 s. */
  timeoutMs?: number
}

const connect = (options: StripeGatewayOptions): Stripe => {
  const base = options.apiBase === undefined ? null : new URL(options.apiBase)
  return new Stripe(options.secretKey, {
    maxNetworkRetries: 2,
    timeout: options.timeoutMs ?? 20_000,
    telemetry: false,
    appInfo: { name: 'Assay' },
    ...(base === null
      ? {}
      : {
          protocol: base.protocol === 'https:' ? ('https' as const) : ('http' as const),
          host: base.hostname,
          port: base.port === '' ? (base.protocol === 'https:' ? 443 : 80) : Number(base.port),
        }),
  })
}

/** The digest keeps a key to one body: the same workspace under another e-mail is another request. */
const customerKey = (parts: readonly string[]): string =>
  `customer_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`

/** Stripe, or the local one at `apiBase`, behind the interface that the services know. */
export const createStripeGateway = (options: StripeGatewayOptions): StripeGateway => {
  const stripe = connect(options)
  const isLocal = options.apiBase !== undefined
  const livemode = /^[sr]k_live_/.test(options.secretKey)
  let meter: Promise<string> | null = null
  const meterId = (): Promise<string> => {
    meter ??= ensureMeter(stripe).catch((error: unknown) => {
      meter = null
      throw error
    })
    return meter
  }

  return {
    isLocal,
    localUrl: options.apiBase ?? null,
    livemode,
    describeAccount: () => calling(() => describeAccount(stripe)),
    ensureCatalogue: (plan) => calling(() => ensureCatalogue(stripe, plan)),

    createCustomer: ({ workspaceId, name, email }) =>
      calling(async () => {
        const clock = isLocal
          ? await stripe.testHelpers.testClocks.create({ frozen_time: seconds(options.now()), name })
          : null
        const customer = await stripe.customers.create(
          {
            name,
            ...(email === null ? {} : { email }),
            ...(clock === null ? {} : { test_clock: clock.id }),
            metadata: { workspace_id: workspaceId },
          },
          clock === null ? { idempotencyKey: customerKey([workspaceId, name, email ?? '']) } : {},
        )
        return { id: customer.id }
      }),

    createCheckout: (input) =>
      calling(async () => {
        if (isLocal) await catchUpClock(stripe, input.customerId, options.now())
        return createCheckout(stripe, input)
      }),
    createPortalSession: ({ customerId, returnUrl }) =>
      calling(async () => {
        const session = await stripe.billingPortal.sessions.create({
          customer: customerId,
          return_url: returnUrl,
        })
        return { url: session.url }
      }),

    fetchSubscription: (id) => calling(async () => toSubscription(await stripe.subscriptions.retrieve(id))),
    listLiveSubscriptions: (customerId) => calling(() => liveSubscriptions(stripe, customerId)),
    fetchCheckoutSubscription: (sessionId) =>
      calling(async () => idOf((await stripe.checkout.sessions.retrieve(sessionId)).subscription)),
    changePlan: (input) =>
      calling(async () => {
        const from = await stripe.subscriptions.retrieve(input.subscriptionId)
        if (isLocal) await catchUpClock(stripe, idOf(from.customer) ?? '', options.now())
        return changePlan(stripe, from, input)
      }),
    previewPlanChange: (input) =>
      calling(async () => {
        const from = await stripe.subscriptions.retrieve(input.subscriptionId)
        if (isLocal) await catchUpClock(stripe, idOf(from.customer) ?? '', options.now())
        return previewPlanChange(stripe, from, input)
      }),
    setPaused: (id, paused) =>
      calling(async () => {
        const { customer } = await stripe.subscriptions.retrieve(id)
        if (isLocal) await catchUpClock(stripe, idOf(customer) ?? '', options.now())
        return toSubscription(
          await stripe.subscriptions.update(id, { pause_collection: paused ? { behavior: 'void' } : '' }),
        )
      }),
    changeAtPeriodEnd: (id, items) =>
      calling(async () => changeAtPeriodEnd(stripe, await stripe.subscriptions.retrieve(id), items)),
    withdrawChange: (id) =>
      calling(async () => withdrawChange(stripe, await stripe.subscriptions.retrieve(id))),
    setCancelAtPeriodEnd: (id, cancel) =>
      calling(async () => {
        await withdrawChange(stripe, await stripe.subscriptions.retrieve(id))
        return toSubscription(await stripe.subscriptions.update(id, { cancel_at_period_end: cancel }))
      }),
    cancelNow: (id) =>
      calling(async () =>
        toSubscription(await stripe.subscriptions.cancel(id, { invoice_now: true, prorate: true })),
      ),

    fetchInvoice: (id) =>
      calling(async () => {
        const invoice = await stripe.invoices.retrieve(id)
        if (!invoice.lines.has_more) return toInvoice(invoice, invoice.lines.data)
        const lines: Stripe.InvoiceLineItem[] = []
        for await (const line of stripe.invoices.listLineItems(id, { limit: 100 })) lines.push(line)
        return toInvoice(invoice, lines)
      }),
    listPayments: (invoiceId) => calling(() => listPayments(stripe, invoiceId)),
    describePayment: (id) => calling(() => describePayment(stripe, id)),
    writeOff: (id) =>
      calling(async () => {
        const invoice = await stripe.invoices.markUncollectible(id)
        return toInvoice(invoice, invoice.lines.data)
      }),
    voidInvoice: (id) =>
      calling(async () => {
        const invoice = await stripe.invoices.voidInvoice(id)
        return toInvoice(invoice, invoice.lines.data)
      }),
    fetchCreditNote: (id) => calling(() => fetchCreditNote(stripe, id)),
    listCreditNoteIds: (of) => calling(() => listCreditNoteIds(stripe, of)),
    previewCreditNote: (order) => calling(() => previewCreditNote(stripe, order)),
    createCreditNote: (order) => calling(() => createCreditNote(stripe, order)),
    createRefund: (order) => calling(() => createRefund(stripe, order)),
    fetchRefund: (id) => calling(() => fetchRefund(stripe, id)),
    listRefundIds: ({ createdFrom }) => calling(() => listRefundIds(stripe, createdFrom)),
    fetchDispute: (id) => calling(() => fetchDispute(stripe, id)),
    listDisputeIds: ({ createdFrom }) => calling(() => listDisputeIds(stripe, createdFrom)),
    submitEvidence: (id, text) => calling(() => submitEvidence(stripe, id, text)),
    closeDispute: (id) => calling(() => closeDispute(stripe, id)),
    createTaxRate: (rate) => calling(() => createTaxRate(stripe, rate)),
    invoicePending: (input) =>
      calling(async () => {
        const made = await invoicePending(stripe, input)
        return made === null ? null : toInvoice(made, made.lines.data)
      }),
    payInvoice: (id) =>
      calling(async () => {
        const { customer } = await stripe.invoices.retrieve(id)
        // The card that is saved now, also where the invoice was made while there was another.
        const paid = await stripe.invoices.pay(id, {
          payment_method: await savedCard(stripe, idOf(customer) ?? ''),
        })
        return toInvoice(paid, paid.lines.data)
      }),
    sendInvoice: (order) =>
      calling(async () => {
        if (isLocal) await catchUpClock(stripe, order.customerId, options.now())
        const sent = await sendInvoice(stripe, order)
        return toInvoice(sent, sent.lines.data)
      }),
    listInvoiceIds: ({ customerId, createdFrom }) =>
      calling(async () => {
        const ids: string[] = []
        const created = { gte: seconds(createdFrom) }
        for await (const invoice of stripe.invoices.list({ customer: customerId, created, limit: 100 }))
          if (invoice.id !== undefined) ids.push(invoice.id)
        return ids
      }),

    createPromotion: (order) => calling(() => createPromotion(stripe, order)),
    setPromotionActive: (id, active) =>
      calling(async () => {
        await stripe.promotionCodes.update(id, { active })
      }),
    promotionUses: () => calling(() => promotionUses(stripe)),

    createPaymentCheckout: (input) => calling(() => createPaymentCheckout(stripe, input)),
    fetchCheckoutPayment: (sessionId) => calling(() => checkoutPayment(stripe, sessionId)),
    chargeSavedCard: (input) => calling(() => chargeSavedCard(stripe, input)),
    fetchFee: (paymentIntentId) => calling(() => paymentFee(stripe, paymentIntentId)),
    createInvoiceItem: ({ periodStart, periodEnd, ...item }) =>
      calling(() =>
        createInvoiceItem(stripe, {
          ...item,
          period: { start: seconds(periodStart), end: seconds(periodEnd) },
        }),
      ),

    sendMeterEvent: (event) =>
      calling(async () => {
        try {
          await stripe.billing.meterEvents.create({
            event_name: meterEventName,
            identifier: event.identifier,
            timestamp: seconds(event.at),
            payload: { stripe_customer_id: event.customerId, value: String(event.quantity) },
          })
        } catch (error) {
          // Stripe has it already: an answer was lost, or two senders met.
          if (!(error instanceof Stripe.errors.StripeInvalidRequestError && isDuplicate(error))) throw error
        }
      }),
    meterSummary: ({ customerId, from, to }) =>
      calling(async () => {
        const minute = (at: Date): number => Math.floor(at.getTime() / 60_000) * 60
        const query = { customer: customerId, start_time: minute(from), end_time: minute(to) }
        let total = 0n
        for await (const summary of stripe.billing.meters.listEventSummaries(await meterId(), query))
          total += BigInt(summary.aggregated_value)
        return total.toString()
      }),
    customerNow: (customerId) =>
      calling(async () => (livemode ? null : await clockTime(stripe, customerId)) ?? options.now()),

    verifyWebhook: (rawBody, header) =>
      verifyWebhook(stripe.webhooks, options.webhookSecret, options.now, rawBody, header),
  }
}

const isDuplicate = (error: Stripe.errors.StripeInvalidRequestError): boolean =>
  error.code === 'duplicate_meter_event' || /already exists with identifier|duplicate/i.test(error.message)
