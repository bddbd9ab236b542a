import { wallNow } from '../engine/calendar.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { TaxRate } from '../model-discounts.ts'

const url = '/v1/tax_rates'
const taxTypes = [
  'gst',
  'hst',
  'igst',
  'jct',
  'pst',
  'qst',
  'rst',
  'sales_tax',
  'service_tax',
  'vat',
] as const

async function create({ work, params }: Call): Promise<Api> {
  const percentage = Number(params.decimal('percentage') ?? params.lacks('percentage'))
  if (percentage > 100) throw invalid('percentage must be at most 100.', 'percentage')
  const inclusive = params.bool('inclusive') ?? params.lacks('inclusive')
  const blank: TaxRate = {
    id: newId('txr'),
    object: 'tax_rate',
    active: params.bool('active') ?? true,
    country: null,
    created: wallNow(),
    description: null,
    display_name: params.required('display_name'),
    effective_percentage: percentage,
    flat_amount: null,
    inclusive,
    jurisdiction: null,
    jurisdiction_level: null,
    livemode: false,
    metadata: {},
    percentage,
    rate_type: 'percentage',
    state: null,
    tax_type: null,
  }
  return await present(work, await work.create('tax_rate', readTexts(params, blank), 'tax_rate.created'))
}

function readTexts(params: Params, rate: TaxRate): TaxRate {
  const text = (key: string): unknown => (params.has(key) ? (params.clearable(key) ?? null) : rate[key])
  return {
    ...rate,
    country: text('country'),
    description: text('description'),
    jurisdiction: text('jurisdiction'),
    state: text('state'),
    tax_type: params.oneOf('tax_type', taxTypes) ?? rate['tax_type'],
    metadata: mergeMetadata(rate.metadata, params.metadata()),
  }
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('tax_rate', id)
  const next: TaxRate = {
    ...readTexts(params, before),
    active: params.bool('active') ?? before.active,
    display_name: params.text('display_name') ?? before.display_name,
  }
  return await present(work, await work.update('tax_rate', before, next, 'tax_rate.updated'))
}

export const taxRateRoutes: Route[] = [
  post(url, create),
  get(url, (call) => {
    const match = { active: call.params.bool('active'), inclusive: call.params.bool('inclusive') }
    return listPage(call, 'tax_rate', url, match)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('tax_rate', id))),
  post(`${url}/:id`, update),
]
