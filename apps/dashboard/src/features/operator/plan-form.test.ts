import { describe, expect, it } from 'vitest'
import { formOf, readPlanForm } from './plan-form.ts'

const version = {
  id: 'plv_1',
  number: 1,
  currency: 'usd',
  monthlyPriceMinor: '4900',
  includedPredictions: 50_000,
  overagePer1000Minor: '120.5',
  limits: {
    models: 10,
    rowsPerDataset: null,
    trainingMinutesPerMonth: 300,
    requestsPerSecond: 50,
    storageMb: 500,
  },
  prices: {
    training_seconds: {
      included: 60,
      mode: 'volume' as const,
      minimumMinor: '100',
      tiers: [
        { upTo: 1000, unitMinor: '0.5' },
        { upTo: null, unitMinor: '0.25' },
      ],
    },
  },
  prepaid: false,
  offer: {
    yearlyMinor: '49000',
    trialDays: 14,
    seats: { included: 5, monthlyMinor: '900', yearlyMinor: null },
    addOns: [
      {
        key: 'storage',
        name: 'More storage',
        description: '',
        monthlyMinor: '500',
        yearlyMinor: null,
        adds: { storageMb: 100 },
      },
    ],
  },
  description: 'One product in production.',
  createdAt: new Date(0),
}

describe('plan form', () => {
  it('publishes an untouched form as the version it was opened from', () => {
    expect(readPlanForm('pln_1', 'usd', formOf('Starter', version))).toEqual({
      input: {
        planId: 'pln_1',
        name: 'Starter',
        description: version.description,
        monthlyPriceMinor: version.monthlyPriceMinor,
        includedPredictions: version.includedPredictions,
        overagePer1000Minor: version.overagePer1000Minor,
        limits: version.limits,
        prices: version.prices,
        offer: {
          ...version.offer,
          addOns: [expect.objectContaining({ key: 'storage', adds: { storageMb: 100 } })],
        },
        currencies: [],
      },
    })
  })

  it('takes an empty overage price for a hard limit', () => {
    const read = readPlanForm('pln_1', 'usd', { ...formOf('Starter', version), overage: ' ' })
    expect(read).toMatchObject({ input: { overagePer1000Minor: null } })
  })

  it('names every field that is wrong', () => {
    const form = { ...formOf('', version), price: 'free', included: '1.5', requests: '0', rows: '-1' }
    const read = readPlanForm('pln_1', 'usd', form)
    expect('errors' in read && Object.keys(read.errors).sort()).toEqual([
      'included',
      'name',
      'price',
      'requests',
      'rows',
    ])
  })
})
