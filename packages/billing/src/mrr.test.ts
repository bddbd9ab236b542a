import { describe, expect, it } from 'vitest'
import { mayDo } from './entitlements.ts'
import { classifyMovement, type Movement, mrrBridge } from './mrr.ts'
import { defaultPlans, hardLimitOf, isPaid } from './plans.ts'
import { unitPrice } from './pricing.ts'

describe('26: start + new + reactivation + expansion − contraction − churn = end', () => {
  it('names each step', () => {
    expect(classifyMovement({ beforeMinor: 0n, afterMinor: 2_900n, paidBefore: false })).toEqual({
      kind: 'new',
      deltaMinor: 2_900n,
    })
    expect(classifyMovement({ beforeMinor: 0n, afterMinor: 2_900n, paidBefore: true })?.kind).toBe(
      'reactivation',
    )
    expect(classifyMovement({ beforeMinor: 2_900n, afterMinor: 14_900n, paidBefore: true })).toEqual({
      kind: 'expansion',
      deltaMinor: 12_000n,
    })
    expect(classifyMovement({ beforeMinor: 14_900n, afterMinor: 2_900n, paidBefore: true })).toEqual({
      kind: 'contraction',
      deltaMinor: -12_000n,
    })
    expect(classifyMovement({ beforeMinor: 2_900n, afterMinor: 0n, paidBefore: true })).toEqual({
      kind: 'churn',
      deltaMinor: -2_900n,
    })
    expect(classifyMovement({ beforeMinor: 2_900n, afterMinor: 2_900n, paidBefore: true })).toBeNull()
  })

  it('holds for every month of random histories of many customers', () => {
    let state = 11
    const next = (below: number): number => {
      state = (state * 48271) % 2147483647
      return state % below
    }
    for (let round = 0; round < 30; round++) {
      const movements: Movement[] = []
      const totals = new Map<number, bigint>()
      const paid = new Set<number>()
      for (let step = 0; step < 60; step++) {
        const customer = next(5)
        const before = totals.get(customer) ?? 0n
        const after = [0n, 2_900n, 14_900n][next(3)] ?? 0n
        const movement = classifyMovement({
          beforeMinor: before,
          afterMinor: after,
          paidBefore: paid.has(customer),
        })
        totals.set(customer, after)
        if (after > 0n) paid.add(customer)
        if (movement !== null) movements.push({ ...movement, at: new Date(Date.UTC(2026, 0, 1 + step * 9)) })
      }
      const bridge = mrrBridge(movements, new Date(Date.UTC(2027, 11, 31)))
      let end = 0n
      for (const row of bridge) {
        expect(row.startMinor).toBe(end)
        end =
          row.startMinor +
          row.newMinor +
          row.reactivationMinor +
          row.expansionMinor +
          row.contractionMinor +
          row.churnMinor
        expect(row.endMinor).toBe(end)
      }
      expect(end).toBe([...totals.values()].reduce((sum, value) => sum + value, 0n))
    }
  })
})

describe('the default plans', () => {
  it('have one free plan with a hard limit, and paid ones whose unit price is exact', () => {
    expect(defaultPlans.map((plan) => [plan.key, isPaid(plan), hardLimitOf(plan)])).toEqual([
      ['free', false, 1000],
      ['starter', true, null],
      ['pro', true, null],
      // Paid from credits: Stripe has no subscription of it, and the wallet is its limit.
      ['payg', false, null],
    ])
    expect(
      defaultPlans.map((plan) => plan.overagePer1000Minor && unitPrice(plan.overagePer1000Minor)),
    ).toEqual([null, '0.06', '0.025', '0.09'])
  })

  it('says what is used up and what helps', () => {
    const limits = { models: 3, rowsPerDataset: 50_000, trainingMinutesPerMonth: null, requestsPerSecond: 1 }
    const has = { plan: 'Small', standing: 'full' as const, limits: { ...limits, seats: 2 } }
    expect(mayDo(has, { feature: 'models', value: 3 })).toEqual({ allowed: true })
    expect(mayDo(has, { feature: 'seats', value: 3 })).toMatchObject({ allowed: false, limit: 2 })
    expect(mayDo(has, { feature: 'rowsPerDataset', value: 50_001 })).toMatchObject({
      allowed: false,
      limit: 50_000,
      message: expect.stringMatching(/Small plan.*50,000 rows.*50,001.*larger plan/),
    })
    expect(mayDo(has, { feature: 'trainingMinutesPerMonth', value: 9_999 })).toEqual({ allowed: true })
    expect(mayDo({ ...has, standing: 'paused' }, { feature: 'predictions' })).toMatchObject({
      code: 'subscription_paused',
    })
    expect(mayDo({ ...has, standing: 'restricted' }, { feature: 'models', value: 1 })).toMatchObject({
      code: 'payment_required',
      message: expect.stringContaining('Update the card'),
    })
  })
})
