import {
  isPaid,
  type MeterPrices,
  meterPricesSchema,
  offerMismatch,
  offerOf,
  type PlanOffer,
  planOfferSchema,
  unitPrice,
} from '@assay/billing'
import type { tables } from '@assay/db'
import { z } from 'zod'
import { isPaidVersion, type PlanVersionRow, type PlanWithVersion } from '../billing/plan-rows.ts'
import { plainText } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'

const limit = z.int().min(0).max(1_000_000_000).nullable()

const price = z
  .string()
  .max(40)
  .refine((text) => {
    try {
      unitPrice(text)
      return true
    } catch {
      return false
    }
  }, 'A price per 1,000 is a decimal number of minor units, not negative, with at most 9 places.')

/** What differs between the currencies of one version. */
const amounts = {
  monthlyPriceMinor: z.string().regex(/^\d{1,9}$/, 'A price is a whole number of minor units.'),
  overagePer1000Minor: price.nullable(),
  /** By meter; absent: as in the version before. */
  prices: meterPricesSchema.optional(),
  /** Absent: as in the version before. */
  offer: planOfferSchema.optional(),
}

const currencyCode = z
  .string()
  .toLowerCase()
  .refine((code) => {
    try {
      return Intl.supportedValuesOf('currency').includes(code.toUpperCase())
    } catch {
      return false
    }
  }, 'A currency code has three letters, such as eur.')

export const editPlanInput = z.strictObject({
  planId: z.string().max(64),
  name: plainText(60),
  description: z.string().trim().max(500),
  includedPredictions: z.int().min(0).max(1_000_000_000_000),
  ...amounts,
  limits: z.strictObject({
    models: limit,
    rowsPerDataset: limit,
    trainingMinutesPerMonth: limit,
    requestsPerSecond: z.int().min(1).max(1_000_000),
    storageMb: limit.optional(),
  }),
  /** The same in further currencies; absent: those of the version before, with their amounts. */
  currencies: z
    .array(z.strictObject({ currency: currencyCode, ...amounts }))
    .max(10)
    .optional(),
})
export type PlanDraft = z.output<typeof editPlanInput>

type NewVersion = Omit<typeof tables.planVersion.$inferInsert, 'id' | 'number'> & {
  monthlyPriceMinor: bigint
  overagePer1000Minor: string | null
  prepaid: boolean
  prices: MeterPrices
  offer: PlanOffer
}

const refuse = (message: string, param: string): never => {
  throw new AssayError('invalid_request', message, { param })
}

const refuseUnfit = (version: NewVersion): void => {
  const { prices, offer, prepaid } = version
  if (prepaid && Object.values(prices).some((one) => one?.mode === 'volume'))
    refuse(
      'Prepaid usage must have graduated prices: a later unit must not change what an earlier one cost.',
      'prices',
    )
  const billsUsage = version.overagePer1000Minor !== null || prices.predictions !== undefined
  if (billsUsage && offer.addOns.some(({ adds }) => (adds.predictions ?? 0) > 0))
    refuse(
      'An add-on can add predictions only where the allowance is a hard limit; where usage is billed, offer a lower price instead.',
      'offer',
    )
  const sells =
    offer.yearlyMinor !== null || offer.trialDays > 0 || offer.addOns.length > 0 || offer.seats?.monthlyMinor
  if (sells && !isPaid(version))
    refuse(
      'A plan without a recurring price cannot have a trial, yearly price, paid seats or add-ons.',
      'offer',
    )
}

/** The currencies of one version sell the same for other amounts. */
const refuseUnlike = (main: NewVersion, other: NewVersion): void => {
  const where = `The price in ${other.currency.toUpperCase()}`
  const unlike = offerMismatch(main.offer, other.offer)
  if (unlike !== null) refuse(`${where} differs in ${unlike}: only amounts may differ.`, 'currencies')
  if ((main.overagePer1000Minor === null) !== (other.overagePer1000Minor === null))
    refuse(
      `${where} must treat usage over the allowance as the main price does: billed or not.`,
      'currencies',
    )
  const included = ({ prices }: NewVersion) =>
    Object.entries(prices)
      .map(([meter, one]) => [meter, one?.included])
      .toSorted()
      .join()
  if (included(main) !== included(other))
    refuse(`${where} must price the same meters with the same allowances.`, 'currencies')
  if (isPaid(main) !== isPaid(other))
    refuse(`${where} must cost something, as the main one does.`, 'currencies')
}

/** The rows that an edit makes: the plan's main currency first. Nothing is written. */
export const draftVersions = (
  main: PlanWithVersion,
  others: readonly PlanVersionRow[],
  draft: PlanDraft,
): NewVersion[] => {
  const before = (currency: string) =>
    [main.version, ...others].find((version) => version.currency === currency) ?? null
  const make = (
    currency: string,
    own: Pick<PlanDraft, 'monthlyPriceMinor' | 'overagePer1000Minor' | 'prices' | 'offer'>,
  ): NewVersion => {
    const last = before(currency) ?? main.version
    return {
      planId: main.plan.id,
      currency,
      monthlyPriceMinor: BigInt(own.monthlyPriceMinor),
      overagePer1000Minor: own.overagePer1000Minor,
      prices: own.prices ?? meterPricesSchema.parse(last.prices),
      offer: own.offer ?? offerOf(last),
      includedPredictions: draft.includedPredictions,
      description: draft.description,
      limits: draft.limits,
      prepaid: main.version.prepaid,
    }
  }
  const kept = others.map((version) => ({
    currency: version.currency,
    monthlyPriceMinor: version.monthlyPriceMinor.toString(),
    overagePer1000Minor: version.overagePer1000Minor,
    prices: undefined,
    offer: undefined,
  }))
  const first = make(main.plan.currency, draft)
  const further = (draft.currencies ?? kept).map((one) => make(one.currency, one))
  const all = [first, ...further]
  if (new Set(all.map(({ currency }) => currency)).size < all.length)
    refuse('Each currency can have only one price.', 'currencies')
  for (const version of all) refuseUnfit(version)
  for (const version of further) refuseUnlike(first, version)
  const wasPaid = isPaidVersion(main.version)
  if (wasPaid !== isPaid(first))
    refuse(
      wasPaid
        ? 'A paid plan cannot be made free: its subscribers would have no way to leave it.'
        : 'The free plan cannot cost anything: every new workspace starts on it without a card.',
      'monthlyPriceMinor',
    )
  return all
}
