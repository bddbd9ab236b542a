import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callPredict, openTenant, readUsage, readUsageEvents, type Served, serve } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

const callers = 64
let system: System

beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

type Answer = { status: number; quantity: number; code: string | null; requestId: string | null }

/** One call that is asked again for as long as only the plan's rate refuses it. */
const call = async (served: Served, quantity: number): Promise<Answer> => {
  for (;;) {
    const inputs = quantity === 1 ? 'a refund for my invoice' : Array(quantity).fill('the screen is broken')
    const response = await callPredict(system.url, served, { inputs })
    const body = (await response.json()) as {
      error?: { code: string }
      usage?: { predictions: number }
      id?: string
    }
    if (response.status !== 429)
      return {
        status: response.status,
        quantity: body.usage?.predictions ?? 0,
        code: body.error?.code ?? null,
        requestId: body.id ?? null,
      }
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after')) * 250))
  }
}

/** As a client would: told by 503 that too much waits, it tries again. Nothing of a refused call may count. */
const callUntilHeard = async (served: Served, quantity: number): Promise<Answer> => {
  for (;;) {
    const answer = await call(served, quantity)
    if (answer.status !== 503) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** All quantities are called by 64 callers at once, each with one call in flight. */
const callAll = async (served: Served, quantities: number[]): Promise<Answer[]> => {
  const waiting = quantities.values()
  const answers: Answer[] = []
  const work = async () => {
    for (const quantity of waiting) answers.push(await callUntilHeard(served, quantity))
  }
  await Promise.all(Array.from({ length: callers }, work))
  return answers
}

const countInDatabase = async (
  workspaceId: string,
): Promise<{ events: number; quantity: number; used: number }> => {
  const sql = postgres(system.databaseUrl(), { max: 1 })
  try {
    const [counted] = await sql.begin(async (tx) => {
      await tx`select set_config('app.workspace_id', ${workspaceId}, true)`
      return tx<{ events: number; quantity: number; used: number }[]>`
        select count(*)::int as events, coalesce(sum(quantity), 0)::int as quantity,
          (select sum(used)::int from quota_balance where workspace_id = ${workspaceId} and meter = 'predictions') as used
        from usage_call where workspace_id = ${workspaceId} and meter = 'predictions'`
    })
    if (!counted) throw new Error('count(*) answers one row')
    return counted
  } finally {
    await sql.end()
  }
}

describe('the hard quota of the Free plan, 1,000 predictions', () => {
  it('answers exactly 1,000 of 1,200 calls by 64 concurrent callers, and 402 to the rest', async () => {
    const tenant = await openTenant(system.url)
    const served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300) })
    expect((await readUsage(tenant)).hardLimit).toBe(1_000)

    const answers = await callAll(served, Array(1_200).fill(1))
    const answered = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status !== 200)
    expect(answered).toHaveLength(1_000)
    expect(refused).toHaveLength(200)
    expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['402 quota_exceeded']),
    )

    expect((await readUsage(tenant)).used).toBe(1_000)
    expect(await countInDatabase(tenant.workspaceId)).toEqual({ events: 1_000, quantity: 1_000, used: 1_000 })
    const events = await readUsageEvents(tenant)
    expect(new Set(events.map(({ requestId }) => requestId))).toEqual(
      new Set(answered.map((one) => one.requestId)),
    )
  })

  it('admits mixed batches whole or not at all, and never past the limit', async () => {
    const tenant = await openTenant(system.url)
    const served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300, 2) })
    const quantities = Array.from({ length: 400 }, (_, i) => 1 + ((i * 7) % 23))

    const answers = await callAll(served, quantities)
    const answered = answers.filter(({ status }) => status === 200)
    const total = answered.reduce((sum, { quantity }) => sum + quantity, 0)
    expect(answers.filter(({ status }) => status !== 200).every(({ status }) => status === 402)).toBe(true)
    // Single predictions were among the calls to the end, so that nothing of the allowance is left over.
    expect(total).toBe(1_000)

    const events = await readUsageEvents(tenant)
    expect(events.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(total)
    expect(events).toHaveLength(answered.length)
    const inDatabase = await countInDatabase(tenant.workspaceId)
    expect(inDatabase).toEqual({ events: answered.length, quantity: total, used: total })
  })
})
