import type { TestClock } from '../model.ts'
import { wallNow } from './calendar.ts'
import { collect, finalizeAndCollect } from './collect.ts'
import { expireDispute } from './dispute.ts'
import { resumeCollection } from './pause.ts'
import { cancelNow, endPeriod } from './renew.ts'
import { advanceSchedule, startSchedule } from './schedule.ts'
import type { TimerKind, Work } from './work.ts'

const heldSeconds = 60

interface Timer {
  object_id: string
  kind: TimerKind
  due: number
}

async function nextTimer(work: Work, clock: string | null, until: number): Promise<Timer | undefined> {
  const { sql } = work
  const [timer] = await sql<Timer[]>`select object_id, kind, due from timers
    where clock is not distinct from ${clock} and due <= ${until} and held_until <= ${wallNow()} order by due, (kind <> 'phase_end'), seq limit 1`
  return timer
}

/** Runs the next boundary of an advancing clock; false once the clock has arrived and is ready again. */
export async function stepClock(work: Work, id: string): Promise<boolean> {
  await work.enter(id)
  const clock = await work.find('test_helpers.test_clock', id)
  if (clock === undefined || clock._target === null) return false
  const timer = await nextTimer(work, id, clock._target)
  if (timer !== undefined) {
    const time = Math.max(timer.due, clock.frozen_time)
    await work.save('test_helpers.test_clock', { ...clock, frozen_time: time })
    await runTimer(work, timer, time)
    return true
  }
  const ready: TestClock = { ...clock, frozen_time: clock._target, status: 'ready', _target: null }
  await work.save('test_helpers.test_clock', ready)
  await work.emit('test_helpers.test_clock.ready', ready)
  return false
}

/** A boundary that could not be carried out; its transaction is undone. */
export class TimerFailed extends Error {
  override readonly name = 'TimerFailed'
  readonly timer: Timer

  constructor(timer: Timer, cause: unknown) {
    super(`${timer.kind} of ${timer.object_id} failed`, { cause })
    this.timer = timer
  }
}

/** Runs the next due boundary of customers without a clock; false when none is due. */
export async function stepRealTime(work: Work): Promise<boolean> {
  const timer = await nextTimer(work, null, wallNow())
  if (timer === undefined) return false
  try {
    await runTimer(work, timer, timer.due)
  } catch (error) {
    throw new TimerFailed(timer, error)
  }
  return true
}

/** Lets the others go on while one boundary waits for its next try. */
export async function holdTimer(work: Work, { object_id, kind }: Timer): Promise<void> {
  await work.sql`update timers set held_until = ${wallNow() + heldSeconds}
    where object_id = ${object_id} and kind = ${kind}`
}

async function runTimer(work: Work, timer: Timer, now: number): Promise<void> {
  await work.enter(timer.object_id)
  await work.clearTimer(timer.object_id, timer.kind)
  await actions[timer.kind](work, timer.object_id, now)
}

const actions: Record<TimerKind, (work: Work, id: string, now: number) => Promise<void>> = {
  async period_end(work, id, now) {
    const subscription = await work.find('subscription', id)
    if (subscription === undefined || subscription.ended_at !== null) return
    await endPeriod(work, subscription, now)
  },
  async trial_will_end(work, id) {
    const subscription = await work.find('subscription', id)
    if (subscription?.status === 'trialing')
      await work.emit('customer.subscription.trial_will_end', subscription)
  },
  async cancel_at(work, id, now) {
    const subscription = await work.find('subscription', id)
    if (subscription === undefined || subscription.ended_at !== null) return
    await cancelNow(work, subscription, now, { invoiceNow: true, prorate: true })
  },
  async resume_collection(work, id) {
    const subscription = await work.find('subscription', id)
    if (subscription !== undefined && subscription.ended_at === null)
      await resumeCollection(work, subscription)
  },
  async phase_end(work, id, now) {
    await advanceSchedule(work, id, now)
  },
  async schedule_start(work, id, now) {
    await startSchedule(work, id, now)
  },
  async dispute_due(work, id, now) {
    await expireDispute(work, id, now)
  },
  async expire_incomplete(work, id, now) {
    const subscription = await work.find('subscription', id)
    if (subscription?.status !== 'incomplete') return
    const expired = { ...subscription, status: 'incomplete_expired' as const, ended_at: now }
    await work.clearTimer(id)
    await work.update('subscription', subscription, expired, 'customer.subscription.updated')
  },
  async expire_session(work, id) {
    const session = await work.find('checkout.session', id)
    if (session?.status !== 'open') return
    const expired = { ...session, status: 'expired' as const, url: null }
    await work.save('checkout.session', expired)
    await work.emit('checkout.session.expired', expired)
  },
  async finalize(work, id, now) {
    const invoice = await work.find('invoice', id)
    if (invoice?.status === 'draft') await finalizeAndCollect(work, invoice, now)
  },
  async retry(work, id, now) {
    const invoice = await work.find('invoice', id)
    if (invoice?.status === 'open') await collect(work, invoice, now)
  },
}
