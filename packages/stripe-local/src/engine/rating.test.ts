import { expect, test } from 'vitest'
import type { Price, Tier } from '../model.ts'
import { amountMinor, proratedMinor, roundHalfUp } from './rating.ts'

const price = (fields: Partial<Price>): Price => ({
  id: 'price_1',
  object: 'price',
  created: 0,
  active: true,
  billing_scheme: 'per_unit',
  currency: 'usd',
  lookup_key: null,
  metadata: {},
  nickname: null,
  product: 'prod_1',
  recurring: null,
  tiers_mode: null,
  transform_quantity: null,
  type: 'recurring',
  unit_amount: null,
  unit_amount_decimal: null,
  _tiers: null,
  ...fields,
})

const tier = (upTo: number | null, unit: string, flat: string | null = null): Tier => ({
  flat_amount: null,
  flat_amount_decimal: flat,
  unit_amount: null,
  unit_amount_decimal: unit,
  up_to: upTo,
})

test('rounds halves away from zero, so that a credit mirrors its debit', () => {
  expect([1n, 3n, -1n, -3n, 5n].map((n) => roundHalfUp(n, 2n))).toEqual([1n, 2n, -1n, -2n, 3n])
})

test('keeps twelve decimal places of a unit price until the line is rounded', () => {
  expect(amountMinor(price({ unit_amount_decimal: '0.000000000001' }), 500_000_000_000n)).toBe(1)
  expect(amountMinor(price({ unit_amount_decimal: '0.000000000001' }), 499_999_999_999n)).toBe(0)
  expect(amountMinor(price({ unit_amount_decimal: '0.1' }), 3n)).toBe(0)
  expect(amountMinor(price({ unit_amount_decimal: '0.1' }), 5n)).toBe(1)
})

test('graduated tiers price each unit in its own tier, volume tiers all units in the last', () => {
  const _tiers = [tier(10, '100'), tier(20, '50', '7'), tier(null, '10')]
  const graduated = price({ _tiers, tiers_mode: 'graduated' })
  expect([0n, 1n, 10n, 11n, 20n, 25n].map((n) => amountMinor(graduated, n))).toEqual([
    0, 100, 1000, 1057, 1507, 1557,
  ])
  const volume = price({ _tiers, tiers_mode: 'volume' })
  expect([1n, 10n, 11n, 20n, 25n].map((n) => amountMinor(volume, n))).toEqual([100, 1000, 557, 1007, 250])
})

test('a price per thousand bills started or completed thousands', () => {
  const up = price({ unit_amount_decimal: '150', transform_quantity: { divide_by: 1000, round: 'up' } })
  expect([0n, 1n, 1000n, 1001n].map((n) => amountMinor(up, n))).toEqual([0, 150, 150, 300])
  const down = price({ unit_amount_decimal: '150', transform_quantity: { divide_by: 1000, round: 'down' } })
  expect([999n, 1000n, 1999n].map((n) => amountMinor(down, n))).toEqual([0, 150, 150])
})

test('the prorated parts of a period differ from the whole by rounding alone', () => {
  const monthly = price({ unit_amount_decimal: '4900' })
  const month = 30 * 86_400
  for (const part of [0, 1, 86_399, month / 3, month - 1, month]) {
    const sum = proratedMinor(monthly, 1n, part, month) + proratedMinor(monthly, 1n, month - part, month)
    expect(Math.abs(sum - 4900)).toBeLessThanOrEqual(1)
  }
})
