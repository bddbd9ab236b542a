import { boundary } from '../engine/calendar.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { furthestTarget, startAdvance } from '../resources/test-clocks.ts'
import { consolePage, type DeliveryRow } from './console-view.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

const recent = 25

/** The accounts there are, the one last written to first. */
async function accountsOf(work: Work): Promise<string[]> {
  const rows = await work.sql<{ account: string }[]>`
    select account from objects where account <> '' group by account order by max(seq) desc limit 50`
  return rows.map(({ account }) => account)
}

async function show({ work, runtime, params }: PageCall): Promise<PageAnswer> {
  const accounts = await accountsOf(work)
  work.account = params.text('account') ?? accounts[0] ?? ''
  const page = { limit: recent }
  const deliveries = await work.sql<DeliveryRow[]>`
    select d.id, d.event_id, d.state, d.attempts, d.last_status, d.last_error,
      e.data->>'type' as type, coalesce(w.data->>'url', 'removed endpoint') as url
    from deliveries d join objects e on e.id = d.event_id left join objects w on w.id = d.endpoint_id
    where e.account = ${work.account} order by d.id desc limit ${recent}`
  const clocks = (await work.page('test_helpers.test_clock', {}, page)).data
  const ready: { clock: (typeof clocks)[number]; furthest: number }[] = []
  for (const clock of clocks) ready.push({ clock, furthest: await furthestTarget(work, clock) })
  const html = consolePage({
    url: runtime.settings.publicUrl,
    account: work.account,
    accounts,
    faults: runtime.faults,
    others: await othersOf(work),
    customers: (await work.page('customer', {}, page)).data,
    subscriptions: (await work.page('subscription', {}, page)).data,
    invoices: (await work.page('invoice', {}, page)).data,
    clocks: ready,
    events: (await work.page('event', {}, page)).data,
    deliveries,
  })
  return { html }
}

/** The newest objects of the kinds that have no table of their own. */
async function othersOf(work: Work): Promise<{ id: string; type: string }[]> {
  const own = ['customer', 'subscription', 'invoice', 'event', 'test_helpers.test_clock']
  return await work.sql<{ id: string; type: string }[]>`
    select id, type from objects where account = ${work.account} and not deleted and not (type = any(${own}))
    order by seq desc limit ${2 * recent}`
}

async function advance({ work, id, params }: PageCall): Promise<PageAnswer> {
  const clock = await work.get('test_helpers.test_clock', id)
  const step = params.oneOf('step', ['hour', 'day', 'month'] as const) ?? 'day'
  const target = step === 'hour' ? clock.frozen_time + 3600 : boundary(clock.frozen_time, step, 1, 1)
  await startAdvance(work, clock, target)
  return { redirect: '/#clocks' }
}

async function retry({ work, runtime, id }: PageCall): Promise<PageAnswer> {
  const delivery = Number(id)
  if (!Number.isSafeInteger(delivery)) throw invalid('Invalid delivery ID')
  await work.sql`update deliveries set state = 'pending', next_at = now() where id = ${delivery}`
  runtime.wakeWebhooks()
  return { redirect: '/#deliveries' }
}

export const consolePages: PageRoute[] = [
  { method: 'GET', path: '/', run: show },
  { method: 'POST', path: '/console/clocks/:id/advance', run: advance },
  { method: 'POST', path: '/console/deliveries/:id/retry', run: retry },
]
