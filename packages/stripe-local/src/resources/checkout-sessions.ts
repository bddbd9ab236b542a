import { wallNow } from '../engine/calendar.ts'
import { withSessionTotals } from '../engine/checkout-totals.ts'
import { newId, randomText } from '../engine/ids.ts'
import { isMetered } from '../engine/lines.ts'
import { type Api, present } from '../engine/present.ts'
import { checkedPrices } from '../engine/subscribe.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { sessionLines } from '../http/expand.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { CheckoutSession } from '../model-checkout.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { readPrice } from './subscription-params.ts'
import { readMissingCard, readTransfer } from './subscription-terms.ts'

const url = '/v1/checkout/sessions'
const daySeconds = 86_400

async function create({ work, params }: Call): Promise<Api> {
  const mode = params.oneOf('mode', ['subscription', 'payment', 'setup'] as const) ?? params.lacks('mode')
  const ui = params.oneOf('ui_mode', ['hosted_page', 'embedded_page', 'elements', 'form'] as const)
  if (ui !== undefined && ui !== 'hosted_page')
    throw invalid('The local Stripe only supports Checkout with `ui_mode` `hosted_page`.', 'ui_mode')
  acceptInert(params)
  const customer = params.text('customer') ?? null
  const email = params.text('customer_email') ?? null
  if (customer !== null && email !== null)
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer')
  const payer = customer === null ? null : await work.customer(customer)
  const clock = await work.clockTime(payer?.test_clock ?? null)
  const items = await readItems(work, params, mode)
  const currency = await currencyOf(work, params, items, mode)
  const now = wallNow()
  const expiresAt = params.int('expires_at', now + 1800, now + daySeconds) ?? now + daySeconds
  const bare = buildSession(work, {
    now,
    mode,
    customer,
    email,
    payerEmail: payer?.email ?? null,
    expiresAt,
    currency,
    successUrl: readUrl(params, 'success_url') ?? params.lacks('success_url'),
    cancelUrl: readUrl(params, 'cancel_url') ?? null,
    clientReference: params.text('client_reference_id') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    items,
    data: await readSubscriptionData(work, only(params, 'subscription_data', mode === 'subscription'), clock),
  })
  const session = await withSessionTotals(work, { ...bare, ...(await readTerms(work, params, mode)) }, clock)
  await work.create('checkout.session', session)
  await work.setTimer(session.id, 'expire_session', expiresAt, null)
  return await present(work, session)
}

/** A parameter that belongs to one mode is refused in the others. */
function only(params: Params, key: string, fits: boolean): Params | undefined {
  if (params.has(key) && !fits) throw invalid(`You can not pass \`${key}\` in this mode.`, key)
  return params.object(key)
}

async function readTerms(
  work: Work,
  params: Params,
  mode: CheckoutSession['mode'],
): Promise<Partial<CheckoutSession>> {
  const discounts = (readDiscounts(params) ?? []).map(({ coupon, promotionCode }) => ({
    coupon,
    promotion_code: promotionCode,
  }))
  const codes = params.bool('allow_promotion_codes')
  if (codes === true && discounts.length > 0)
    throw invalid(
      'You may only specify one of these parameters: allow_promotion_codes, discounts.',
      'discounts',
    )
  const collection = params.oneOf('payment_method_collection', ['always', 'if_required'] as const)
  const creation = params.oneOf('customer_creation', ['always', 'if_required'] as const)
  const invoice = only(params, 'invoice_creation', mode === 'payment')
  invoice?.accept('invoice_data')
  const setup = only(params, 'setup_intent_data', mode === 'setup')
  return {
    discounts,
    allow_promotion_codes: codes ?? null,
    payment_method_collection:
      mode === 'setup' ? 'always' : (collection ?? (mode === 'subscription' ? 'always' : 'if_required')),
    ...(creation === undefined || params.has('customer') ? {} : { customer_creation: creation }),
    invoice_creation:
      mode === 'payment'
        ? {
            enabled: invoice?.bool('enabled') ?? false,
            invoice_data: {
              account_tax_ids: null,
              custom_fields: null,
              description: null,
              footer: null,
              issuer: null,
              metadata: {},
              rendering_options: null,
            },
          }
        : null,
    ...(mode === 'payment' ? { _payment_data: await readPaymentData(work, params) } : {}),
    _setup_data: {
      description: setup?.clearable('description') ?? null,
      metadata: mergeMetadata({}, setup?.metadata()),
    },
  }
}

async function readPaymentData(
  work: Work,
  params: Params,
): Promise<NonNullable<CheckoutSession['_payment_data']>> {
  const data = params.object('payment_intent_data')
  data?.accept('receipt_email', 'statement_descriptor', 'statement_descriptor_suffix', 'shipping')
  const transfer = data?.object('transfer_data')
  const destination = transfer?.required('destination')
  if (destination !== undefined)
    await work.get('account', destination, 'payment_intent_data[transfer_data][destination]')
  const amount = transfer?.int('amount', 1)
  const capture = data?.oneOf('capture_method', ['automatic', 'automatic_async', 'manual'] as const)
  return {
    description: data?.clearable('description') ?? null,
    metadata: mergeMetadata({}, data?.metadata()),
    capture_method: capture === 'manual' ? 'manual' : 'automatic',
    setup_future_usage: data?.oneOf('setup_future_usage', ['off_session', 'on_session'] as const) ?? null,
    application_fee_amount: data?.int('application_fee_amount', 0) ?? null,
    transfer_data:
      destination === undefined ? null : { destination, ...(amount === undefined ? {} : { amount }) },
    on_behalf_of: data?.text('on_behalf_of') ?? null,
    transfer_group: data?.text('transfer_group') ?? null,
  }
}

async function currencyOf(
  work: Work,
  params: Params,
  items: CheckoutSession['_items'],
  mode: CheckoutSession['mode'],
): Promise<string | null> {
  const said = params.text('currency')?.toLowerCase()
  if (mode === 'setup') return said ?? null
  const recurring: string[] = []
  const currencies = new Set<string>()
  for (const item of items) {
    const price = await work.get('price', item.price)
    currencies.add(price.currency)
    if (price.recurring !== null) recurring.push(price.id)
  }
  if (currencies.size > 1) throw invalid('All line items must have the same currency.', 'line_items')
  if (mode === 'payment' && recurring.length > 0)
    throw invalid('You must provide only one-time prices in `payment` mode.', 'line_items')
  if (mode === 'subscription' && recurring.length < items.length)
    throw invalid('The local Stripe only supports recurring prices in `subscription` mode.', 'line_items')
  if (mode === 'subscription') await checkedPrices(work, recurring)
  return [...currencies][0] ?? said ?? 'usd'
}

function acceptInert(params: Params): void {
  params.accept(
    'allowed_payment_method_types',
    'adaptive_pricing',
    'automatic_tax',
    'branding_settings',
    'custom_fields',
    'excluded_payment_method_types',
    'payment_method_data',
    'payment_method_options',
    'name_collection',
    'shipping_address_collection',
    'billing_address_collection',
    'consent_collection',
    'custom_text',
    'customer_update',
    'locale',
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

async function readItems(
  work: Work,
  params: Params,
  mode: CheckoutSession['mode'],
): Promise<CheckoutSession['_items']> {
  const items: CheckoutSession['_items'] = []
  if (mode === 'setup') {
    if (params.has('line_items'))
      throw invalid('You can not pass `line_items` in `setup` mode.', 'line_items')
    return items
  }
  for (const item of params.list('line_items') ?? params.lacks('line_items')) {
    const priceId = (await readPrice(work, item)) ?? item.lacks('price')
    const price = await work.get('price', priceId, item.name('price'))
    const quantity = item.int('quantity', 1)
    item.accept('adjustable_quantity')
    const taxRates = await readTaxRates(work, item, 'tax_rates')
    if (isMetered(price) && quantity !== undefined)
      throw invalid('Quantity should not be specified for metered prices.', item.name('quantity'))
    if (!isMetered(price) && quantity === undefined) item.lacks('quantity')
    items.push({
      id: newId('li'),
      price: priceId,
      quantity: quantity ?? 1,
      ...(taxRates === undefined ? {} : { taxRates }),
    })
  }
  return items
}

async function readSubscriptionData(
  work: Work,
  data: Params | undefined,
  now: number,
): Promise<CheckoutSession['_subscription_data']> {
  if (data === undefined) return { metadata: {}, description: null, trial_period_days: null }
  data.accept('proration_behavior', 'invoice_settings', 'billing_mode')
  const trialEnd = data.int('trial_end', now)
  const days = data.int('trial_period_days', 1, 730)
  const missing = readMissingCard(data)
  const taxRates = await readTaxRates(work, data, 'default_tax_rates')
  const transfer = await readTransfer(work, data, {
    application_fee_percent: null,
    on_behalf_of: null,
    transfer_data: null,
  })
  return {
    metadata: mergeMetadata({}, data.metadata()),
    description: data.clearable('description') ?? null,
    trial_period_days: days ?? (trialEnd === undefined ? null : Math.ceil((trialEnd - now) / daySeconds)),
    transfer,
    ...(missing === undefined ? {} : { missingPaymentMethod: missing }),
    ...(taxRates === undefined ? {} : { taxRates }),
  }
}

interface SessionFields {
  now: number
  customer: string | null
  email: string | null
  payerEmail: string | null
  mode: CheckoutSession['mode']
  expiresAt: number
  currency: string | null
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
    amount_subtotal: null,
    amount_total: null,
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
    customer_creation: fields.customer !== null ? null : fields.mode === 'payment' ? 'if_required' : 'always',
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
    mode: fields.mode,
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
    total_details: fields.mode === 'setup' ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
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
      payment_intent: params.text('payment_intent'),
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
