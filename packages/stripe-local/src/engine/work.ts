import type { Customer, ObjectType, ObjectTypes } from '../model.ts'
import { Objects, type TransactionSql } from '../store.ts'
import { wallNow } from './calendar.ts'
import { newId } from './ids.ts'
import { present } from './present.ts'

export const apiVersion = '2026-10-28.endive'

export interface Settings {
  publicUrl: string
  afterFinalRetry: 'cancel' | 'unpaid'
}

export interface RequestIdentity {
  id: string
  idempotency_key: string | null
}

export type TimerKind =
  | 'trial_will_end'
  | 'finalize'
  | 'retry'
  | 'cancel_at'
  | 'period_end'
  | 'expire_incomplete'
  | 'expire_session'
  | 'resume_collection'
  | 'phase_end'
  | 'schedule_start'

/** One transaction's view of the local Stripe: objects, the time that holds for a customer, events and timers. */
export class Work extends Objects {
  readonly settings: Settings
  private readonly request: RequestIdentity | null
  /** Set when the transaction put webhooks into the outbox. */
  hasDeliveries = false

  constructor(sql: TransactionSql, settings: Settings, request: RequestIdentity | null = null) {
    super(sql)
    this.settings = settings
    this.request = request
  }

  /** The clock's frozen time, or the wall clock where there is none. */
  async clockTime(clock: string | null): Promise<number> {
    if (clock === null) return wallNow()
    return (await this.get('test_helpers.test_clock', clock, 'test_clock')).frozen_time
  }

  async customer(id: string, param = 'customer'): Promise<Customer> {
    return await this.get('customer', id, param)
  }

  async setTimer(objectId: string, kind: TimerKind, due: number, clock: string | null): Promise<void> {
    await this.sql`insert into timers (object_id, kind, due, clock)
      values (${objectId}, ${kind}, ${due}, ${clock})
      on conflict (object_id, kind) do update set due = excluded.due`
  }

  async clearTimer(objectId: string, kind?: TimerKind): Promise<void> {
    await this.sql`delete from timers where object_id = ${objectId}
      ${kind === undefined ? this.sql`` : this.sql`and kind = ${kind}`}`
  }

  async create<K extends ObjectType>(
    type: K,
    object: ObjectTypes[K],
    event?: string,
  ): Promise<ObjectTypes[K]> {
    await this.insert(type, object)
    if (event !== undefined) await this.emit(event, object)
    return object
  }

  /** Saves `next` and announces what changed; nothing is announced where nothing did. */
  async update<K extends ObjectType>(
    type: K,
    before: ObjectTypes[K],
    next: ObjectTypes[K],
    event?: string,
  ): Promise<ObjectTypes[K]> {
    await this.save(type, next)
    if (event === undefined) return next
    const [old, fresh] = [await present(this, before), await present(this, next)]
    const changed = Object.keys(fresh).filter(
      (key) => JSON.stringify(old[key]) !== JSON.stringify(fresh[key]),
    )
    if (changed.length === 0) return next
    await this.emit(event, next, Object.fromEntries(changed.map((key) => [key, old[key] ?? null])))
    return next
  }

  /** Records an event and puts one delivery per interested endpoint into the outbox, in this transaction. */
  async emit(
    type: string,
    object: ObjectTypes[ObjectType],
    previous?: Record<string, unknown>,
  ): Promise<void> {
    const endpoints = await this.where('webhook_endpoint', { match: { status: 'enabled' } })
    const interested = endpoints.filter(
      ({ enabled_events }) => enabled_events.includes('*') || enabled_events.includes(type),
    )
    const event = {
      id: newId('evt'),
      object: 'event',
      api_version: apiVersion,
      created: wallNow(),
      data: {
        object: await present(this, object),
        ...(previous === undefined ? {} : { previous_attributes: previous }),
      },
      livemode: false,
      pending_webhooks: interested.length,
      request: this.request ?? { id: null, idempotency_key: null },
      type,
    }
    await this.insert('event', event)
    for (const endpoint of interested) {
      await this.sql`insert into deliveries (event_id, endpoint_id) values (${event.id}, ${endpoint.id})`
      this.hasDeliveries = true
    }
  }
}
