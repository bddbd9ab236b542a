import type { Customer, ObjectType, ObjectTypes } from '../model.ts'
import { Objects, type TransactionSql } from '../store.ts'
import { wallNow } from './calendar.ts'
import { newId } from './ids.ts'
import { type Api, present } from './present.ts'

export const apiVersion = '2026-10-28.endive'

export interface Settings {
  publicUrl: string
  afterFinalRetry: 'cancel' | 'unpaid'
  /** The fault switch for late aggregation. */
  meterDelayMs: () => number
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
  | 'dispute_due'

/** One transaction's view of the local Stripe: objects, the time that holds for a customer, events and timers. */
export class Work extends Objects {
  readonly settings: Settings
  private readonly request: RequestIdentity | null
  /** Of a connected account, the platform that it belongs to. */
  platform: string | null = null
  /** Shared by all views of a transaction: whether it put webhooks into the outbox. */
  private readonly outbox: { filled: boolean }

  constructor(
    sql: TransactionSql,
    settings: Settings,
    account: string,
    request: RequestIdentity | null = null,
    outbox = { filled: false },
  ) {
    super(sql, account)
    this.settings = settings
    this.request = request
    this.outbox = outbox
  }

  get hasDeliveries(): boolean {
    return this.outbox.filled
  }

  /** The same transaction, seen from a connected account. */
  as(account: string): Work {
    const view = new Work(this.sql, this.settings, account, this.request, this.outbox)
    view.platform = account === this.account ? this.platform : this.account
    return view
  }

  /** Moves to the account that holds an object, found by its id or by the secret part of its page's address. */
  async enter(idOrToken: string): Promise<void> {
    const [row] = await this.sql<{ account: string }[]>`
      select account from objects where id = ${idOrToken}
      union all select account from objects where data->>'_token' = ${idOrToken} limit 1`
    if (row === undefined) return
    this.account = row.account
    const [owner] = await this.sql<{ account: string }[]>`
      select account from objects where id = ${row.account} and type = 'account' and account <> id`
    this.platform = owner?.account ?? null
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
    await this.announce(type, await present(this, object), previous)
  }

  /** The same for an object that is not stored. */
  async announce(type: string, object: Api, previous?: Record<string, unknown>): Promise<void> {
    const interested = await this.interested(type)
    const event = {
      id: newId('evt'),
      object: 'event',
      api_version: apiVersion,
      created: wallNow(),
      data: {
        object,
        ...(previous === undefined ? {} : { previous_attributes: previous }),
      },
      livemode: false,
      pending_webhooks: interested.length,
      request: this.request ?? { id: null, idempotency_key: null },
      type,
      ...(this.platform === null ? {} : { account: this.account }),
    }
    await this.insert('event', event)
    for (const endpoint of interested) {
      await this.sql`insert into deliveries (event_id, endpoint_id) values (${event.id}, ${endpoint.id})`
      this.outbox.filled = true
    }
  }

  /** An account's own endpoints, and those of its platform that asked for connected accounts. */
  private async interested(type: string): Promise<{ id: string }[]> {
    const match = { match: { status: 'enabled' } }
    const own = await this.where('webhook_endpoint', match)
    const hears = own.filter(
      (endpoint) => endpoint._connect !== true && (this.platform === null || !endpoint._given),
    )
    const above =
      this.platform === null
        ? []
        : (await this.as(this.platform).where('webhook_endpoint', match)).filter(
            ({ _connect }) => _connect === true,
          )
    return [...hears, ...above].filter(
      ({ enabled_events }) => enabled_events.includes('*') || enabled_events.includes(type),
    )
  }
}
