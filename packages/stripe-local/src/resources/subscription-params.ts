import type { ItemChange, ProrationBehavior } from '../engine/change.ts'
import { isMetered } from '../engine/lines.ts'
import type { SubscribeFields } from '../engine/subscribe.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { createPrice, createProduct } from './prices.ts'

/** Parameters of Stripe's that have no effect on what is billed here. */
export function acceptInert(params: Params): void {
  params.accept('automatic_tax', 'invoice_settings', 'currency')
}

export async function readPrice(work: Work, params: Params): Promise<string | null> {
  const data = params.object('price_data')
  if (data === undefined) return params.text('price') ?? null
  const described = data.object('product_data')
  const product =
    described === undefined
      ? (await work.get('product', data.required('product'), data.name('product'))).id
      : (await createProduct(work, described)).id
  return (await createPrice(work, data, product)).id
}

export async function readNewItems(work: Work, params: Params): Promise<SubscribeFields['items']> {
  const items: SubscribeFields['items'] = []
  for (const item of params.list('items') ?? params.lacks('items')) {
    const price = (await readPrice(work, item)) ?? item.lacks('price')
    const taxRates = await readTaxRates(work, item, 'tax_rates')
    const discounts = readDiscounts(item)
    const quantity = item.int('quantity', 0)
    await refuseMeteredQuantity(work, price, quantity, item)
    items.push({
      price,
      quantity: quantity ?? 1,
      metadata: mergeMetadata({}, item.metadata()),
      ...(taxRates === undefined ? {} : { taxRates }),
      ...(discounts === undefined ? {} : { discounts }),
    })
  }
  return items
}

export async function refuseMeteredQuantity(
  work: Work,
  priceId: string,
  quantity: number | undefined,
  params: Params,
): Promise<void> {
  if (quantity === undefined) return
  if (isMetered(await work.get('price', priceId, params.name('price'))))
    throw invalid('Quantity should not be specified for metered prices.', params.name('quantity'))
}

export async function readChanges(work: Work, params: Params): Promise<ItemChange[]> {
  const changes: ItemChange[] = []
  for (const item of params.list('items') ?? []) {
    item.accept('clear_usage')
    const taxRates = await readTaxRates(work, item, 'tax_rates')
    const metadata = item.metadata()
    changes.push({
      id: item.text('id') ?? null,
      price: await readPrice(work, item),
      quantity: item.int('quantity', 0) ?? null,
      metadata: metadata === undefined ? null : mergeMetadata({}, metadata),
      deleted: item.bool('deleted') ?? false,
      ...(taxRates === undefined ? {} : { taxRates }),
    })
  }
  return changes
}

export const readBehavior = (params: Params): ProrationBehavior =>
  params.oneOf('proration_behavior', ['create_prorations', 'always_invoice', 'none'] as const) ??
  'create_prorations'

/** `now`, a timestamp, or null when nothing was said. */
export function readTrialEnd(params: Params, now: number): number | null {
  const value = params.string('trial_end')
  if (value === undefined || value === '') return null
  return value === 'now' ? now : (params.int('trial_end', now) ?? null)
}
