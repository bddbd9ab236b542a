import { wallNow } from '../engine/calendar.ts'
import { newId, randomText } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Stored } from '../model.ts'

const configurationUrl = '/v1/billing_portal/configurations'

const prorations = ['always_invoice', 'create_prorations', 'none'] as const

export interface PortalFeatures {
  customer_update: { allowed_updates: string[]; enabled: boolean }
  invoice_history: { enabled: boolean }
  payment_method_update: { enabled: boolean; payment_method_configuration: null }
  subscription_cancel: {
    cancellation_reason: { enabled: boolean; feedback_options: null; options: string[] }
    enabled: boolean
    mode: 'at_period_end' | 'immediately'
    proration_behavior: (typeof prorations)[number]
  }
  subscription_pause: { duration: { interval_options: []; type: 'indefinite' }; enabled: boolean }
  subscription_update: {
    billing_cycle_anchor: null
    default_allowed_updates: string[]
    enabled: boolean
    products: {
      adjustable_quantity: { enabled: boolean; maximum: null; minimum: number }
      prices: string[]
      product: string
    }[]
    proration_behavior: (typeof prorations)[number]
    schedule_at_period_end: { conditions: [] }
    trial_update_behavior: 'continue_trial'
  }
}

const blankFeatures: PortalFeatures = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [] },
    enabled: true,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    products: [],
    proration_behavior: 'create_prorations',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'continue_trial',
  },
}

/** What customers may do on the portal; what a request leaves out stays as it was. */
function readFeatures(features: Params | undefined, old: PortalFeatures): PortalFeatures {
  if (features === undefined) return old
  const customer = features.object('customer_update')
  const cancel = features.object('subscription_cancel')
  const change = features.object('subscription_update')
  const methods = features.object('payment_method_update')
  methods?.accept('payment_method_configuration')
  features.accept('subscription_pause')
  change?.accept('billing_cycle_anchor', 'schedule_at_period_end', 'trial_update_behavior')
  const reason = cancel?.object('cancellation_reason')
  const products = change?.list('products')?.map((entry) => {
    entry.accept('adjustable_quantity')
    const quantity = { enabled: true, maximum: null, minimum: 1 }
    const prices = entry.strings('prices') ?? entry.lacks('prices')
    return { adjustable_quantity: quantity, prices, product: entry.required('product') }
  })
  const { customer_update, subscription_cancel, subscription_update } = old
  return {
    ...old,
    customer_update: {
      allowed_updates: customer?.strings('allowed_updates') ?? customer_update.allowed_updates,
      enabled: customer?.bool('enabled') ?? customer_update.enabled,
    },
    invoice_history: {
      enabled: features.object('invoice_history')?.bool('enabled') ?? old.invoice_history.enabled,
    },
    payment_method_update: {
      enabled: methods?.bool('enabled') ?? old.payment_method_update.enabled,
      payment_method_configuration: null,
    },
    subscription_cancel: {
      cancellation_reason: {
        enabled: reason?.bool('enabled') ?? subscription_cancel.cancellation_reason.enabled,
        feedback_options: null,
        options: reason?.strings('options') ?? subscription_cancel.cancellation_reason.options,
      },
      enabled: cancel?.bool('enabled') ?? subscription_cancel.enabled,
      mode: cancel?.oneOf('mode', ['at_period_end', 'immediately'] as const) ?? subscription_cancel.mode,
      proration_behavior:
        cancel?.oneOf('proration_behavior', prorations) ?? subscription_cancel.proration_behavior,
    },
    subscription_update: {
      ...subscription_update,
      default_allowed_updates:
        change?.strings('default_allowed_updates') ?? subscription_update.default_allowed_updates,
      enabled: change?.bool('enabled') ?? subscription_update.enabled,
      products: products ?? subscription_update.products,
      proration_behavior:
        change?.oneOf('proration_behavior', prorations) ?? subscription_update.proration_behavior,
    },
  }
}

async function updateConfiguration({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('billing_portal.configuration', id)
  params.accept('business_profile', 'login_page')
  const next: Stored = {
    ...before,
    active: params.bool('active') ?? before['active'],
    default_return_url: params.has('default_return_url')
      ? (params.clearable('default_return_url') ?? null)
      : before['default_return_url'],
    features: readFeatures(params.object('features'), featuresOf(before)),
    metadata: mergeMetadata(Object(before['metadata']), params.metadata()),
    name: params.has('name') ? (params.clearable('name') ?? null) : before['name'],
    updated: wallNow(),
  }
  const event = 'billing_portal.configuration.updated'
  return await present(work, await work.update('billing_portal.configuration', before, next, event))
}

/** The features of a stored configuration, which this file wrote; fields of a later version are filled in. */
export const featuresOf = (configuration: Stored): PortalFeatures => ({
  ...blankFeatures,
  ...Object(configuration['features']),
  subscription_update: {
    ...blankFeatures.subscription_update,
    ...Object(Object(configuration['features']).subscription_update),
  },
})

function buildConfiguration(params: Params | null, isDefault: boolean): Stored {
  const now = wallNow()
  const business = params?.object('business_profile')
  params?.accept('login_page')
  return {
    id: newId('bpc'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: {
      headline: business?.clearable('headline') ?? null,
      privacy_policy_url: business?.clearable('privacy_policy_url') ?? null,
      terms_of_service_url: business?.clearable('terms_of_service_url') ?? null,
    },
    created: now,
    default_return_url: params?.clearable('default_return_url') ?? null,
    features: readFeatures(params?.object('features'), blankFeatures),
    is_default: isDefault,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: mergeMetadata({}, params?.metadata()),
    name: params?.clearable('name') ?? null,
    updated: now,
  }
}

async function defaultConfiguration(work: Work): Promise<Stored> {
  const [found] = await work.where('billing_portal.configuration', { match: { is_default: true } })
  return found ?? (await work.create('billing_portal.configuration', buildConfiguration(null, true)))
}

async function createSession({ work, params }: Call): Promise<Api> {
  const customer = await work.customer(params.required('customer'))
  const id = params.text('configuration')
  const configuration =
    id === undefined
      ? await defaultConfiguration(work)
      : await work.get('billing_portal.configuration', id, 'configuration')
  params.accept('flow_data', 'locale')
  const token = `test_${randomText(40)}`
  const session: Stored = {
    id: newId('bps'),
    object: 'billing_portal.session',
    configuration: configuration.id,
    created: wallNow(),
    customer: customer.id,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: params.text('return_url') ?? configuration['default_return_url'] ?? null,
    url: `${work.settings.publicUrl}/p/session/${token}`,
    _token: token,
  }
  return await present(
    work,
    await work.create('billing_portal.session', session, 'billing_portal.session.created'),
  )
}

export const portalRoutes: Route[] = [
  post(configurationUrl, async ({ work, params }) => {
    const isDefault = (await work.where('billing_portal.configuration', {})).length === 0
    const created = buildConfiguration(params, isDefault)
    return await present(
      work,
      await work.create('billing_portal.configuration', created, 'billing_portal.configuration.created'),
    )
  }),
  get(configurationUrl, (call) => {
    const match = { active: call.params.bool('active'), is_default: call.params.bool('is_default') }
    return listPage(call, 'billing_portal.configuration', configurationUrl, match)
  }),
  get(`${configurationUrl}/:id`, async ({ work, id }) =>
    present(work, await work.get('billing_portal.configuration', id)),
  ),
  post(`${configurationUrl}/:id`, updateConfiguration),
  post('/v1/billing_portal/sessions', createSession),
]
