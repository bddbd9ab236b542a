import type { MeterPrices } from './meter-price.ts'
import type { PlanOffer } from './offer.ts'

/** What a plan lets a workspace do; null is without limit. The same shape as the database's. */
export type Limits = {
  models: number | null
  rowsPerDataset: number | null
  trainingMinutesPerMonth: number | null
  requestsPerSecond: number
  /** Of uploads and versions together; absent is without limit too. */
  storageMb?: number | null
}

export type PlanDefinition = {
  key: string
  name: string
  description: string
  currency: string
  monthlyPriceMinor: bigint
  includedPredictions: number
  /** Decimal string of minor units; null: the allowance is a hard limit. */
  overagePer1000Minor: string | null
  limits: Limits
  /** By meter; where predictions are in it, it rules and not `overagePer1000Minor`. */
  prices?: MeterPrices
  /** Usage is paid from the wallet beforehand. */
  prepaid?: boolean
  offer?: Partial<PlanOffer>
  /** The same in further currencies: only amounts differ. */
  also?: readonly {
    currency: string
    monthlyPriceMinor: bigint
    overagePer1000Minor: string | null
    offer: Partial<PlanOffer>
  }[]
}

/** The plan that every workspace starts on and falls back to; Stripe never hears of it. */
export const freePlanKey = 'free'

const training = (monthlyMinor: string, yearlyMinor: string) => ({
  key: 'training-time',
  name: 'More training time',
  description: '6,000 further training minutes a month.',
  monthlyMinor,
  yearlyMinor,
  adds: { trainingMinutesPerMonth: 6_000 },
})

/** Rows of batches, which nobody waits for, cost half of what a prediction does. */
const batchRows = (unitMinor: string, included: number): MeterPrices => ({
  batch_rows: { included, mode: 'graduated', tiers: [{ upTo: null, unitMinor }], minimumMinor: '0' },
})

/** What a new installation starts with; afterwards the operator's edits rule. */
export const defaultPlans: readonly PlanDefinition[] = [
  {
    key: freePlanKey,
    name: 'Free',
    description: 'Train and try your first classifiers. Stops at the allowance, never charges.',
    currency: 'usd',
    monthlyPriceMinor: 0n,
    includedPredictions: 1_000,
    overagePer1000Minor: null,
    limits: {
      models: 5,
      rowsPerDataset: 50_000,
      trainingMinutesPerMonth: 30,
      requestsPerSecond: 1_000,
      storageMb: 2_048,
    },
  },
  {
    key: 'starter',
    name: 'Starter',
    description: 'For a product in production. Usage over the allowance is billed monthly.',
    currency: 'usd',
    monthlyPriceMinor: 2_900n,
    includedPredictions: 50_000,
    overagePer1000Minor: '60',
    prices: batchRows('0.03', 50_000),
    limits: {
      models: 25,
      rowsPerDataset: 500_000,
      trainingMinutesPerMonth: 600,
      requestsPerSecond: 5_000,
      storageMb: 20_480,
    },
    offer: {
      yearlyMinor: '29000',
      seats: { included: 5, monthlyMinor: '900', yearlyMinor: '9000' },
    },
    also: [
      {
        currency: 'eur',
        monthlyPriceMinor: 2_700n,
        overagePer1000Minor: '55',
        offer: {
          yearlyMinor: '27000',
          seats: { included: 5, monthlyMinor: '850', yearlyMinor: '8500' },
        },
      },
    ],
  },
  {
    key: 'pro',
    name: 'Pro',
    description: 'For heavy traffic: the lowest price per prediction and no limit on models.',
    currency: 'usd',
    monthlyPriceMinor: 14_900n,
    includedPredictions: 500_000,
    overagePer1000Minor: '25',
    prices: batchRows('0.0125', 500_000),
    limits: {
      models: null,
      rowsPerDataset: 5_000_000,
      trainingMinutesPerMonth: 6_000,
      requestsPerSecond: 50_000,
      storageMb: 204_800,
    },
    offer: {
      yearlyMinor: '149000',
      seats: { included: 20, monthlyMinor: '900', yearlyMinor: '9000' },
      addOns: [training('4900', '49000')],
    },
    also: [
      {
        currency: 'eur',
        monthlyPriceMinor: 13_900n,
        overagePer1000Minor: '23',
        offer: {
          yearlyMinor: '139000',
          seats: { included: 20, monthlyMinor: '850', yearlyMinor: '8500' },
          addOns: [training('4500', '45000')],
        },
      },
    ],
  },
  {
    key: 'payg',
    name: 'Pay as you go',
    description: 'No monthly price. Usage is deducted from prepaid credits.',
    currency: 'usd',
    monthlyPriceMinor: 0n,
    includedPredictions: 0,
    overagePer1000Minor: '90',
    prices: batchRows('0.045', 0),
    prepaid: true,
    limits: {
      models: 25,
      rowsPerDataset: 500_000,
      trainingMinutesPerMonth: 300,
      requestsPerSecond: 5_000,
      storageMb: 20_480,
    },
  },
]

type Priced = { overagePer1000Minor: string | null; prices?: Partial<Record<string, unknown>> }

/** Only plans that cost something go through Stripe; usage that is paid beforehand needs no subscription there. */
export const isPaid = (plan: Priced & { monthlyPriceMinor: bigint; prepaid?: boolean }): boolean =>
  plan.monthlyPriceMinor > 0n ||
  (!plan.prepaid && (plan.overagePer1000Minor !== null || Object.keys(plan.prices ?? {}).length > 0))

/** Whether Stripe's meter counts the predictions, and its price rates them as we do. */
export const metersAtStripe = (plan: Priced & { prepaid?: boolean }): boolean =>
  plan.overagePer1000Minor !== null && !plan.prepaid && plan.prices?.['predictions'] === undefined

/** The counter's ceiling: none where usage over the allowance is billed. */
export const hardLimitOf = (plan: Priced & { includedPredictions: number }): number | null =>
  plan.overagePer1000Minor === null && plan.prices?.['predictions'] === undefined
    ? plan.includedPredictions
    : null
