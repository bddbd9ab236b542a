import { wallNow } from '../engine/calendar.ts'
import { grantsOf, isActive, moveCredit } from '../engine/credits.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { CreditGrant } from '../model-billing.ts'

const url = '/v1/billing/credit_grants'
const movementsUrl = '/v1/billing/credit_balance_transactions'

async function create({ work, params }: Call): Promise<Api> {
  const customer = await work.customer(params.required('customer'))
  const now = await work.clockTime(customer.test_clock)
  const amount = params.object('amount') ?? params.lacks('amount')
  amount.oneOf('type', ['monetary'] as const)
  const monetary = amount.object('monetary') ?? amount.lacks('monetary')
  const value = monetary.int('value', 1) ?? monetary.lacks('value')
  const config = params.object('applicability_config') ?? params.lacks('applicability_config')
  const grant: CreditGrant = {
    id: newId('credgr_test'),
    object: 'billing.credit_grant',
    amount: { monetary: { currency: monetary.required('currency').toLowerCase(), value }, type: 'monetary' },
    applicability_config: { scope: await readScope(work, config.object('scope') ?? config.lacks('scope')) },
    category: params.oneOf('category', ['paid', 'promotional'] as const) ?? 'paid',
    created: now,
    customer: customer.id,
    customer_account: null,
    effective_at: params.int('effective_at', 0) ?? now,
    expires_at: params.int('expires_at', now) ?? null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata()),
    name: params.clearable('name') ?? null,
    priority: params.int('priority', 0, 100) ?? 50,
    test_clock: customer.test_clock,
    updated: now,
    voided_at: null,
    _left: 0,
  }
  await work.insert('billing.credit_grant', grant)
  await moveCredit(work, grant, value, { type: 'credit', kind: 'credits_granted' }, now)
  const made = await work.get('billing.credit_grant', grant.id)
  await work.emit('billing.credit_grant.created', made)
  return await present(work, made)
}

async function readScope(work: Work, scope: Params): Promise<CreditGrant['applicability_config']['scope']> {
  const type = scope.oneOf('price_type', ['metered'] as const)
  const prices = scope.list('prices')
  if ((type === undefined) === (prices === undefined))
    throw invalid('Pass one of price_type and prices.', scope.name('price_type'))
  if (prices === undefined) return { price_type: 'metered' }
  const ids: { id: string }[] = []
  for (const entry of prices)
    ids.push({ id: (await work.get('price', entry.required('id'), entry.name('id'))).id })
  return { prices: ids }
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('billing.credit_grant', id)
  const next: CreditGrant = {
    ...before,
    expires_at: params.has('expires_at') ? (params.int('expires_at', 0) ?? null) : before.expires_at,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    updated: await work.clockTime(before.test_clock),
  }
  return await present(
    work,
    await work.update('billing.credit_grant', before, next, 'billing.credit_grant.updated'),
  )
}

async function end({ work, id }: Call, how: 'expired' | 'voided'): Promise<Api> {
  const before = await work.get('billing.credit_grant', id)
  const now = await work.clockTime(before.test_clock)
  if (!isActive(before, now)) throw invalid('The credit grant is not active.')
  if (before._left > 0)
    await moveCredit(work, before, before._left, { type: 'debit', kind: `credits_${how}` }, now)
  const emptied = await work.get('billing.credit_grant', id)
  const next: CreditGrant = { ...emptied, ...(how === 'expired' ? { expires_at: now } : { voided_at: now }) }
  return await present(
    work,
    await work.update('billing.credit_grant', emptied, next, 'billing.credit_grant.updated'),
  )
}

async function summary({ work, params }: Call): Promise<Api> {
  const customer = await work.customer(params.required('customer'))
  const filter = params.object('filter') ?? params.lacks('filter')
  const type = filter.oneOf('type', ['applicability_scope', 'credit_grant'] as const) ?? filter.lacks('type')
  const scope = filter.object('applicability_scope')
  const wanted = scope === undefined ? null : await readScope(work, scope)
  const grantId = filter.text('credit_grant')
  const fits = (grant: CreditGrant): boolean =>
    type === 'credit_grant'
      ? grant.id === grantId
      : JSON.stringify(grant.applicability_config.scope) === JSON.stringify(wanted)
  const now = await work.clockTime(customer.test_clock)
  const totals = new Map<string, number>()
  for (const grant of (await grantsOf(work, customer.id, now)).filter(fits)) {
    const { currency } = grant.amount.monetary
    totals.set(currency, (totals.get(currency) ?? 0) + grant._left)
  }
  const balances = [...totals].map(([currency, value]) => {
    const balance = { monetary: { currency, value }, type: 'monetary' }
    return { available_balance: balance, ledger_balance: balance }
  })
  return {
    object: 'billing.credit_balance_summary',
    balances,
    customer: customer.id,
    customer_account: null,
    livemode: false,
  }
}

/** Takes one usage event back; what was billed already stays billed. */
async function adjust({ work, params }: Call): Promise<Api> {
  const eventName = params.required('event_name')
  params.oneOf('type', ['cancel'] as const) ?? params.lacks('type')
  const identifier = (params.object('cancel') ?? params.lacks('cancel')).required('identifier')
  const rows = await work.sql`
    update meter_events set canceled = true
    where account = ${work.account} and identifier = ${identifier} and event_name = ${eventName}
      and created > ${wallNow() - 86_400} returning seq`
  if (rows.length === 0)
    throw invalid(
      `No event of the last 24 hours with identifier ${identifier} was found.`,
      'cancel[identifier]',
      'resource_missing',
    )
  return {
    object: 'billing.meter_event_adjustment',
    cancel: { identifier },
    event_name: eventName,
    livemode: false,
    status: 'complete',
    type: 'cancel',
  }
}

export const creditGrantRoutes: Route[] = [
  post(url, create),
  get(url, (call) => listPage(call, 'billing.credit_grant', url, { customer: call.params.text('customer') })),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('billing.credit_grant', id))),
  post(`${url}/:id`, update),
  post(`${url}/:id/expire`, (call) => end(call, 'expired')),
  post(`${url}/:id/void`, (call) => end(call, 'voided')),
  get('/v1/billing/credit_balance_summary', summary),
  get(movementsUrl, async (call) => {
    const { params, work } = call
    const customer = await work.customer(params.required('customer'))
    const match = { _customer: customer.id, credit_grant: params.text('credit_grant') }
    return await listPage(call, 'billing.credit_balance_transaction', movementsUrl, match)
  }),
  get(`${movementsUrl}/:id`, async ({ work, id }) =>
    present(work, await work.get('billing.credit_balance_transaction', id)),
  ),
  post('/v1/billing/meter_event_adjustments', adjust),
]
