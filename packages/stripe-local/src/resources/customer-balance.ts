import { changeBalance } from '../engine/balance.ts'
import { type Api, present } from '../engine/present.ts'
import { missing } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Stored } from '../model.ts'

const url = '/v1/customers/:id/balance_transactions'

async function create({ work, params, id }: Call): Promise<Api> {
  const customer = await work.customer(id, 'id')
  const change = await changeBalance(work, id, params.int('amount') ?? params.lacks('amount'), {
    type: 'adjustment',
    now: await work.clockTime(customer.test_clock),
    currency: params.required('currency').toLowerCase(),
    description: params.clearable('description') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
  })
  await work.emit('customer.updated', await work.customer(id))
  return await present(work, await entry({ ...change }, work, String(change._entry)))
}

async function entry(customer: { id: string }, work: Call['work'], id: string): Promise<Stored> {
  const found = await work.get('customer_balance_transaction', id)
  if (found['customer'] !== customer.id) throw missing('customer balance transaction', id)
  return found
}

export const customerBalanceRoutes: Route[] = [
  post(url, create),
  get(url, async (call) => {
    await call.work.customer(call.id, 'id')
    call.params.accept('invoice')
    const path = `/v1/customers/${call.id}/balance_transactions`
    return await listPage(call, 'customer_balance_transaction', path, { customer: call.id })
  }),
  get(`${url}/:childId`, async ({ work, id, childId }) => present(work, await entry({ id }, work, childId))),
  post(`${url}/:childId`, async ({ work, params, id, childId }) => {
    const before = await entry({ id }, work, childId)
    const next: Stored = {
      ...before,
      description: params.has('description')
        ? (params.clearable('description') ?? null)
        : before['description'],
      metadata: mergeMetadata(Object(before['metadata']), params.metadata()),
    }
    return await present(work, await work.update('customer_balance_transaction', before, next))
  }),
]
