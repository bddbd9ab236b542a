import { wallNow } from '../engine/calendar.ts'
import { newId, randomText } from '../engine/ids.ts'
import { isMetered } from '../engine/lines.ts'
import { type Api, present } from '../engine/present.ts'
import { amountMinor } from '../engine/rating.ts'
import { checkedPrices } from '../engine/subscribe.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { sessionLines } from '../http/expand.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { CheckoutSession } from '../model.ts'
import { readPrice } from './subscription-params.ts'

const url = '/v1/checkout/sessions'
const daySeconds = 86_400

async function create({ work, params }: Call): Promise<Api> {
  const mode = params.oneOf('mode', ['subscription', 'payment', 'setup'] as const) ?? params.lacks('mode')
  if (mode !== 'subscription')
    throw invalid('The local Stripe serves Checkout in `subscription` mode only.', 'mode')
  const ui = params.oneOf('ui_mode', ['hosted_page', 'embedded_page', 'elements', 'form'] as const)
  if (ui !== undefined && ui !== 'hosted_page')
    throw invalid('The local Stripe serves Checkout with `ui_mode` `hosted_page` only.', 'ui_mode')
  acceptInert(params)
  const customer = params.text('customer') ?? null
  const email = params.text('customer_email') ?? null
  if (customer !== null && email !== null)
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer')
  const payer = customer === null ? null : await work.customer(customer)
  const items = await readItems(work, params)
  const prices = await checkedPrices(
    work,
    items.map(({ price }) => price),
  )
  const total = prices.reduce(
    (sum, price, index) =>
      sum + (isMetered(price) ? 0 : amountMinor(price, BigInt(items[index]?.quantity ?? 1))),
    0,
  )
  const now = wallNow()
  const data = readSubscriptionData(
    params.object('subscription_data'),
    await work.clockTime(payer?.test_clock ?? null),
  )
  const due = data.trial_period_days === null ? total : 0
  const expiresAt = params.int('expires_at', now + 1800, now + daySeconds) ?? now + daySeconds
  const session = buildSession(work, {
    now,
    customer,
    email,
    payerEmail: payer?.email ?? null,
    total: due,
    expiresAt,
    currency: prices[0]?.currency ?? 'usd',
    successUrl: readUrl(params, 'success_url') ?? params.lacks('success_url'),
    cancelUrl: readUrl(params, 'cancel_url') ?? null,
    clientReference: params.text('client_reference_id') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    items,
    data,
  })
  await work.create('checkout.session', session)
  await work.setTimer(session.id, 'expire_session', expiresAt, null)
  return await present(work, session)
}

function acceptInert(params: Params): void {
  params.accept(
    'allow_promotion_codes',
    'allowed_payment_method_types',
    'automatic_tax',
    'billing_address_collection',
    'consent_collection',
    'currency',
    'custom_text',
    'customer_update',
    'locale',
    'payment_method_collection',
    'payment_method_types',
    'phone_number_collection',
    'saved_payment_method_options',
    'submit_type',
    'tax_id_collection',
  )
}

function readUrl(params: Params, key: string): string | undefined {
  const value = params.text(key)
  if (value !== undefined && !/^https?:\/\/[^\s]+$/.test(value))
    throw invalid('Not a valid URL', key, 'url_invalid')
  return value
}

async function readItems(work: Work, params: Params): Promise<CheckoutSession['_items']> {
  const items: CheckoutSession['_items'] = []
  for (const item of params.list('line_items') ?? params.lacks('line_items')) {
    const priceId = (await readPrice(work, item)) ?? item.lacks('price')
    const price = await work.get('price', priceId, item.name('price'))
    const quantity = item.int('quantity', 1)
    item.accept('adjustable_quantity', 'tax_rates')
    if (isMetered(price) && quantity !== undefined)
      throw invalid('Quantity should not be specified for metered prices.', item.name('quantity'))
    if (!isMetered(price) && quantity === undefined) item.lacks('quantity')
    items.push({ id: newId('li'), price: priceId, quantity: quantity ?? 1 })
  }
  return items
}

function readSubscriptionData(data: Params | undefined, now: number): CheckoutSession['_subscription_data'] {
  data?.accept('proration_behavior', 'trial_settings', 'invoice_settings', 'billing_mode')
  const trialEnd = data?.int('trial_end', now)
  const days = data?.int('trial_period_days', 1, 730)
  return {
    metadata: mergeMetadata({}, data?.metadata()),
    description: data?.clearable('description') ?? null,
    trial_period_days: days ?? (trialEnd === undefined ? null : Math.ceil((trialEnd - now) / daySeconds)),
  }
}

interface SessionFields {
  now: number
  customer: string | null
  email: string | null
  payerEmail: string | null
  total: number
  expiresAt: number
  currency: string
  successUrl: string
  cancelUrl: string | null
  clientReference: string | null
  metadata: Record<string, string>
  items: CheckoutSession['_items']
  data: CheckoutSession['_subscription_data']
}

function buildSession(work: Work, fields: SessionFields): CheckoutSession {
  const id = `cs_test_${randomText(58)}`
  const email = fields.payerEmail ?? fields.email
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: fields.total,
    amount_total: fields.total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: fields.cancelUrl,
    client_reference_id: fields.clientReference,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: fields.now,
    currency: fields.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: fields.customer,
    customer_account: null,
    customer_creation: fields.customer === null ? 'always' : null,
    customer_details:
      email === null
        ? null
        : {
            address: null,
            business_name: null,
            email,
            individual_name: null,
            name: null,
            phone: null,
            tax_exempt: 'none',
            tax_ids: null,
          },
    customer_email: fields.email,
    discounts: [],
    expires_at: fields.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: fields.metadata,
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'always',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: fields.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${work.settings.publicUrl}/c/pay/${id}`,
    wallet_options: null,
    _items: fields.items,
    _subscription_data: fields.data,
    _pending_payment_method: null,
  }
}

async function expire({ work, id }: Call): Promise<Api> {
  const session = await work.get('checkout.session', id)
  if (session.status !== 'open')
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This session has a status of ${session.status}.`,
    )
  await work.clearTimer(id)
  const expired: CheckoutSession = { ...session, status: 'expired', url: null }
  return await present(
    work,
    await work.update('checkout.session', session, expired, 'checkout.session.expired'),
  )
}

export const checkoutRoutes: Route[] = [
  post(url, create),
  get(url, async (call) => {
    const { params } = call
    const match = {
      customer: params.text('customer'),
      subscription: params.text('subscription'),
      status: params.text('status'),
    }
    return await listPage(call, 'checkout.session', url, match)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('checkout.session', id))),
  post(`${url}/:id/expire`, expire),
  get(`${url}/:id/line_items`, async ({ work, params, id }) => {
    return pageOf(await sessionLines(work, id), `${url}/${id}/line_items`, readPage(params))
  }),
]
