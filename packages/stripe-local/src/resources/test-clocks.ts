import { boundary, wallNow } from '../engine/calendar.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { TestClock } from '../model.ts'
import { removeCustomer } from './customers.ts'

const url = '/v1/test_helpers/test_clocks'
const lifeSeconds = 30 * 86_400

async function create({ work, params }: Call): Promise<Api> {
  const now = wallNow()
  const clock: TestClock = {
    id: newId('clock'),
    object: 'test_helpers.test_clock',
    created: now,
    deletes_after: now + lifeSeconds,
    frozen_time: params.int('frozen_time', 0, 4_102_444_800) ?? params.lacks('frozen_time'),
    livemode: false,
    name: params.clearable('name') ?? null,
    status: 'ready',
    status_details: {},
    _target: null,
  }
  return await present(
    work,
    await work.create('test_helpers.test_clock', clock, 'test_helpers.test_clock.created'),
  )
}

async function advance({ work, params, id }: Call): Promise<Api> {
  const clock = await work.get('test_helpers.test_clock', id)
  const target = params.int('frozen_time', 0) ?? params.lacks('frozen_time')
  return await present(work, await startAdvance(work, clock, target))
}

/** Sets a clock going towards `target`; the clock runner carries out every boundary on the way. */
export async function startAdvance(work: Work, clock: TestClock, target: number): Promise<TestClock> {
  if (clock.status === 'advancing')
    throw invalid(
      'Test clock advancement underway. Wait until its status is `ready`.',
      undefined,
      'test_clock_advancing',
    )
  if (target <= clock.frozen_time)
    throw invalid('Test clocks can only be advanced to a time after their frozen time.', 'frozen_time')
  const furthest = await furthestTarget(work, clock)
  if (target > furthest)
    throw invalid(
      'Test clocks can only be advanced by at most two intervals of the shortest subscription attached to them.',
      'frozen_time',
    )
  const moving: TestClock = {
    ...clock,
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: target } },
    _target: target,
  }
  return await work.update('test_helpers.test_clock', clock, moving, 'test_helpers.test_clock.advancing')
}

/** Two of the shortest interval ahead; two years where nothing is subscribed. */
export async function furthestTarget(work: Work, clock: TestClock): Promise<number> {
  const subscriptions = await work.where('subscription', { match: { test_clock: clock.id } })
  const reach: number[] = []
  for (const { ended_at, _items } of subscriptions) {
    const [item] = _items
    if (ended_at !== null || item === undefined) continue
    const recurring = (await work.get('price', item.price)).recurring
    if (recurring !== null)
      reach.push(boundary(clock.frozen_time, recurring.interval, recurring.interval_count, 2))
  }
  return reach.length === 0 ? boundary(clock.frozen_time, 'year', 1, 2) : Math.min(...reach)
}

async function remove({ work, id }: Call): Promise<Api> {
  const clock = await work.get('test_helpers.test_clock', id)
  for (const customer of await work.where('customer', { match: { test_clock: id } }))
    await removeCustomer(work, customer)
  await work.sql`delete from timers where clock = ${id}`
  await work.remove(id)
  await work.emit('test_helpers.test_clock.deleted', clock)
  return { id, object: 'test_helpers.test_clock', deleted: true }
}

export const testClockRoutes: Route[] = [
  post(url, create),
  get(url, (call) => listPage(call, 'test_helpers.test_clock', url, {})),
  get(
    `${url}/:id`,
    async ({ work, id }) => await present(work, await work.get('test_helpers.test_clock', id)),
  ),
  post(`${url}/:id/advance`, advance),
  del(`${url}/:id`, remove),
]
