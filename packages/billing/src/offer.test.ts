import { describe, expect, it } from 'vitest'
import {
  limitsWith,
  monthlyRecurringMinor,
  offerMismatch,
  planOfferSchema,
  recurringMinor,
  seatLimit,
  selectedItems,
} from './offer.ts'
import { simulateBill } from './simulate.ts'
import { standingOf } from './standing.ts'

const offer = planOfferSchema.parse({
  yearlyMinor: '29000',
  trialDays: 14,
  seats: { included: 5, monthlyMinor: '900', yearlyMinor: null },
  addOns: [
    {
      key: 'storage',
      name: 'More storage',
      monthlyMinor: '500',
      yearlyMinor: '5001',
      adds: { storageMb: 1_000, models: 3, seats: 2 },
    },
  ],
})
const version = { monthlyPriceMinor: 2_900n, offer }

describe('an offer', () => {
  it('adds base, seats and add-ons up, and counts a year for MRR as a twelfth, rounded once', () => {
    const monthly = { interval: 'month', extraSeats: 3, addOns: ['storage'] } as const
    expect(recurringMinor(version, monthly)).toBe(2_900n + 3n * 900n + 500n)
    const yearly = { interval: 'year', extraSeats: 0, addOns: ['storage'] } as const
    expect(recurringMinor(version, yearly)).toBe(34_001n)
    expect(monthlyRecurringMinor(version, yearly)).toBe(2_833n)
  })

  it('refuses what the version does not sell, by name', () => {
    const refuse = (selection: Parameters<typeof selectedItems>[1], says: string) =>
      expect(() => selectedItems(version, selection)).toThrow(says)
    refuse({ interval: 'year', extraSeats: 1, addOns: [] }, 'extra seats by the year')
    refuse({ interval: 'month', extraSeats: 0, addOns: ['gold'] }, 'the add-on gold')
    refuse({ interval: 'month', extraSeats: -1, addOns: [] }, 'zero or more')
    expect(() =>
      selectedItems({ monthlyPriceMinor: 1n, offer: {} }, { interval: 'year', extraSeats: 0, addOns: [] }),
    ).toThrow('by the year')
  })

  it('raises limits by what is chosen, and leaves what has none', () => {
    const limits = { models: 5, rowsPerDataset: null, trainingMinutesPerMonth: 10, storageMb: 100 }
    expect(limitsWith(limits, offer, ['storage'])).toEqual({ ...limits, models: 8, storageMb: 1_100 })
    expect(limitsWith(limits, offer, [])).toEqual(limits)
    expect(seatLimit(offer, 3, ['storage'])).toBe(10)
    expect(seatLimit(planOfferSchema.parse({}), 3, [])).toBeNull()
  })

  it('differs between currencies in amounts alone', () => {
    const cheaper = {
      ...offer,
      yearlyMinor: '27000',
      seats: { included: 5, monthlyMinor: '1', yearlyMinor: null },
    }
    expect(offerMismatch(offer, cheaper)).toBeNull()
    expect(offerMismatch(offer, { ...cheaper, trialDays: 7 })).toBe('the trial')
    expect(offerMismatch(offer, { ...cheaper, addOns: [] })).toBe('the add-ons')
  })

  it('is simulated by the rating that invoices have: allowance first, minimum, one rounding per meter', () => {
    const terms = {
      monthlyPriceMinor: 2_900n,
      includedPredictions: 50_000,
      overagePer1000Minor: '60',
      prices: {
        training_seconds: {
          included: 60,
          mode: 'volume' as const,
          tiers: [{ upTo: null, unitMinor: '0.5' }],
          minimumMinor: '100',
        },
      },
      offer,
    }
    const selection = { interval: 'month', extraSeats: 0, addOns: [] } as const
    expect(simulateBill(terms, selection, { predictions: 50_025, training_seconds: 61 })).toEqual({
      recurringMinor: 2_900n,
      usage: [
        { meter: 'predictions', quantity: 50_025, amountMinor: 2n },
        { meter: 'training_seconds', quantity: 61, amountMinor: 100n },
      ],
      totalMinor: 3_002n,
    })
  })
})

describe('a standing', () => {
  it('goes from grace to restricted with its date, and paused outweighs all', () => {
    const now = new Date('2026-11-29T12:00:00Z')
    const of = (status: string, graceUntil: Date | null = null, pausedAt: Date | null = null) =>
      standingOf({ status, graceUntil, pausedAt }, now)
    expect(of('past_due', new Date(now.getTime() + 1))).toBe('grace')
    expect(of('past_due', new Date(now.getTime() - 1))).toBe('restricted')
    expect(of('unpaid')).toBe('restricted')
    expect(of('trialing')).toBe('trial')
    expect(of('active', null, now)).toBe('paused')
    expect(of('active')).toBe('full')
  })
})
