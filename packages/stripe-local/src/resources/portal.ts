import { wallNow } from '../engine/calendar.ts'
import { newId, randomText } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Stored } from '../model.ts'

const configurationUrl = '/v1/billing_portal/configurations'

function buildConfiguration(params: Params | null, isDefault: boolean): Stored {
  const now = wallNow()
  const business = params?.object('business_profile')
  params?.accept('features', 'login_page')
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
    features: {
      customer_update: { allowed_updates: [], enabled: false },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true, payment_method_configuration: null },
      subscription_cancel: {
        cancellation_reason: { enabled: false, options: [] },
        enabled: true,
        mode: 'at_period_end',
        proration_behavior: 'none',
      },
      subscription_update: { default_allowed_updates: [], enabled: false, proration_behavior: 'none' },
    },
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
  post('/v1/billing_portal/sessions', createSession),
]
