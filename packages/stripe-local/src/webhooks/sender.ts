import { wallNow } from '../engine/calendar.ts'
import type { Stored, WebhookEndpoint } from '../model.ts'
import type { Runtime } from '../runtime.ts'
import { signatureHeader } from './signature.ts'

const inParallel = 8
const timeoutMs = 10_000
const firstRetryMs = 500
// Far shorter than hours: whoever restarts a receiver on a desk does not want to wait for it.
const longestRetryMs = 30_000
// About three days.
const attemptsBeforeGivingUp = 8640
const idlePollMs = 1000
const leaseSeconds = 30

interface Due {
  id: number
  attempts: number
  event: Stored
  endpoint: WebhookEndpoint | null
}

export interface Background {
  wake(): void
  stop(): Promise<void>
}

/** Sends what lies in the outbox, oldest first and several at a time, until each is answered with a 2xx. */
export function startSender(runtime: Runtime): Background {
  let stopped = false
  let wakeUp: (() => void) | null = null
  let woken = false
  const abort = new AbortController()

  const wake = (): void => {
    woken = true
    wakeUp?.()
  }

  async function sleep(): Promise<void> {
    if (woken || stopped) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, idlePollMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    wakeUp = null
  }

  async function loop(): Promise<void> {
    // A claim of a process that died would otherwise hold its deliveries back.
    await runtime.sql`update deliveries set next_at = now() where state = 'pending'`
    const running = new Set<Promise<void>>()
    while (!stopped) {
      woken = false
      const due = await claim(runtime, inParallel - running.size)
      for (const delivery of due) {
        const task = deliver(runtime, delivery, abort.signal)
          .catch((error: unknown) =>
            runtime.log({ level: 'error', webhook: delivery.id, error: String(error) }),
          )
          .finally(() => {
            running.delete(task)
            wake()
          })
        running.add(task)
      }
      if (due.length === 0 || running.size >= inParallel) await sleep()
    }
    await Promise.allSettled(running)
  }

  const done = guarded(loop, () => stopped, runtime)
  return {
    wake,
    async stop() {
      stopped = true
      abort.abort()
      wake()
      await done
    },
  }
}

/** Runs a loop again when the database was away for a moment. */
export async function guarded(
  loop: () => Promise<void>,
  stopped: () => boolean,
  runtime: Runtime,
): Promise<void> {
  while (!stopped()) {
    try {
      await loop()
    } catch (error) {
      if (stopped()) return
      runtime.log({ level: 'error', error: error instanceof Error ? error.stack : String(error) })
      await new Promise((resolve) => setTimeout(resolve, idlePollMs))
    }
  }
}

async function claim(runtime: Runtime, room: number): Promise<Due[]> {
  if (room <= 0) return []
  const { sql, faults } = runtime
  const order = faults.webhookReorder ? sql`desc` : sql`asc`
  const delay = `${faults.webhookDelayMs} milliseconds`
  const rows = await sql<Due[]>`
    with due as (
      select id from deliveries
      where state = 'pending' and next_at <= now() and created_at <= now() - ${delay}::interval
      order by id ${order} limit ${room} for update skip locked
    ), claimed as (
      update deliveries set next_at = now() + ${`${leaseSeconds} seconds`}::interval, attempts = attempts + 1
      where id in (select id from due) returning id, attempts, event_id, endpoint_id
    )
    select c.id, c.attempts, e.data as event, w.data as endpoint from claimed c
    join objects e on e.id = c.event_id
    left join objects w on w.id = c.endpoint_id and w.type = 'webhook_endpoint'
    order by c.id ${order}`
  return rows
}

async function deliver(runtime: Runtime, due: Due, signal: AbortSignal): Promise<void> {
  const { sql } = runtime
  if (due.endpoint === null || due.endpoint.status === 'disabled') {
    await sql`update deliveries set state = 'abandoned', last_error = 'endpoint gone or disabled' where id = ${due.id}`
    return
  }
  const copies = 1 + Math.max(0, runtime.faults.webhookDuplicates)
  let outcome: Outcome = { status: null, error: null }
  for (let copy = 0; copy < copies; copy += 1) outcome = await send(due.endpoint, due.event, signal)
  const { status, error } = outcome
  if (status !== null && status >= 200 && status < 300) {
    await sql`update deliveries set state = 'delivered', last_status = ${status}, last_error = null, delivered_at = now()
      where id = ${due.id}`
    return
  }
  runtime.log({
    level: 'warn',
    webhook: due.event.id,
    url: due.endpoint.url,
    status,
    error,
    attempts: due.attempts,
  })
  const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(due.attempts - 1, 20))
  const state = due.attempts >= attemptsBeforeGivingUp ? 'abandoned' : 'pending'
  await sql`update deliveries set state = ${state}, last_status = ${status}, last_error = ${error},
    next_at = now() + ${`${waitMs} milliseconds`}::interval where id = ${due.id}`
}

interface Outcome {
  status: number | null
  error: string | null
}

async function send(endpoint: WebhookEndpoint, event: Stored, signal: AbortSignal): Promise<Outcome> {
  const payload = JSON.stringify(event, null, 2)
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signatureHeader(payload, endpoint._secret, wallNow()),
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.arrayBuffer()
    return { status: response.status, error: response.ok ? null : `answered ${response.status}` }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
    return { status: null, error: cause ?? (error instanceof Error ? error.message : String(error)) }
  }
}
