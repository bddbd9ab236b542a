import { z } from 'zod'
import { divideHalfUp } from './decimal.ts'

export const billingIntervals = ['month', 'year'] as const
export type BillingInterval = (typeof billingIntervals)[number]

const minorText = z.string().regex(/^\d{1,12}$/, 'A price is a whole number of minor units.')
const added = z.int().min(0).max(1_000_000_000).optional()

/** Something sold beside the plan at a recurring price, once per subscription. */
export const addOnSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'A key has small letters, digits and hyphens.'),
  name: z.string().trim().min(1).max(60),
  description: z.string().trim().max(200).default(''),
  monthlyMinor: minorText,
  /** Null: not sold by the year. */
  yearlyMinor: minorText.nullable(),
  /** What it adds to the plan's own limits. */
  adds: z.strictObject({
    predictions: added,
    models: added,
    rowsPerDataset: added,
    trainingMinutesPerMonth: added,
    storageMb: added,
    seats: added,
  }),
})
export type AddOn = z.infer<typeof addOnSchema>

/** What a plan version sells beside its monthly price. Amounts are in the version's own currency. */
export const planOfferSchema = z
  .strictObject({
    /** Null: not sold by the year. */
    yearlyMinor: minorText.nullable().default(null),
    trialDays: z.int().min(0).max(365).default(0),
    /** Null: any number of members. */
    seats: z
      .strictObject({
        included: z.int().min(1).max(100_000),
        /** For one seat more; null: no more are sold. */
        monthlyMinor: minorText.nullable(),
        yearlyMinor: minorText.nullable(),
      })
      .nullable()
      .default(null),
    addOns: z.array(addOnSchema).max(10).default([]),
  })
  .refine(({ addOns }) => new Set(addOns.map(({ key }) => key)).size === addOns.length, {
    message: 'Each add-on needs its own key.',
    path: ['addOns'],
  })
export type PlanOffer = z.infer<typeof planOfferSchema>

/** What a subscriber has chosen of an offer. */
export type Selection = { interval: BillingInterval; extraSeats: number; addOns: readonly string[] }

/** What is sold of a plan version; stored offers may lack what came later. */
export type Sold = { monthlyPriceMinor: bigint; offer: unknown }

export const offerOf = (version: { offer: unknown }): PlanOffer => planOfferSchema.parse(version.offer ?? {})

/** Names a price within its version: `base:year`, `seat:month`, `add-on-key:month`. */
export const priceKey = (item: string, interval: BillingInterval): string => `${item}:${interval}`

export type SoldItem = {
  /** `base`, `seat`, or an add-on's key after `addon.`. */
  item: string
  name: string
  unitMinor: bigint
  quantity: number
}

const baseMinor = (version: Sold, interval: BillingInterval): bigint | null => {
  const { yearlyMinor } = offerOf(version)
  if (interval === 'month') return version.monthlyPriceMinor
  return yearlyMinor === null ? null : BigInt(yearlyMinor)
}

const inInterval = (
  price: { monthlyMinor: string | null; yearlyMinor: string | null },
  interval: BillingInterval,
): bigint | null => {
  const minor = interval === 'month' ? price.monthlyMinor : price.yearlyMinor
  return minor === null ? null : BigInt(minor)
}

/** Every recurring price of a version; what is not sold in an interval is left out. */
export const soldPrices = (
  version: Sold,
): { item: string; name: string; interval: BillingInterval; unitMinor: bigint }[] => {
  const offer = offerOf(version)
  return billingIntervals.flatMap((interval) => {
    const base = baseMinor(version, interval)
    if (base === null) return []
    const seat = offer.seats === null ? null : inInterval(offer.seats, interval)
    return [
      { item: 'base', name: '', interval, unitMinor: base },
      ...(seat === null ? [] : [{ item: 'seat', name: 'extra seat', interval, unitMinor: seat }]),
      ...offer.addOns.flatMap((one) => {
        const minor = inInterval(one, interval)
        return minor === null
          ? []
          : [{ item: `addon.${one.key}`, name: one.name, interval, unitMinor: minor }]
      }),
    ]
  })
}

/**
 * The recurring items of a selection, the base first.
 * @throws RangeError for what the version does not sell, in words for the one who chose it
 */
export const selectedItems = (version: Sold, selection: Selection): SoldItem[] => {
  const prices = soldPrices(version)
  const find = (item: string, what: string): SoldItem => {
    const found = prices.find((one) => one.item === item && one.interval === selection.interval)
    if (found === undefined)
      throw new RangeError(`This plan does not sell ${what} by the ${selection.interval}.`)
    return { item, name: found.name, unitMinor: found.unitMinor, quantity: 1 }
  }
  const items = [find('base', 'its subscription')]
  if (!Number.isSafeInteger(selection.extraSeats) || selection.extraSeats < 0)
    throw new RangeError('Extra seats must be a whole number, zero or more.')
  if (selection.extraSeats > 0) items.push({ ...find('seat', 'extra seats'), quantity: selection.extraSeats })
  for (const key of new Set(selection.addOns)) items.push(find(`addon.${key}`, `the add-on ${key}`))
  return items
}

/** What a selection costs in one interval, before discounts. */
export const recurringMinor = (version: Sold, selection: Selection): bigint =>
  selectedItems(version, selection).reduce((sum, one) => sum + one.unitMinor * BigInt(one.quantity), 0n)

/** The same for a month: a year's price is a twelfth, rounded once. */
export const monthlyRecurringMinor = (version: Sold, selection: Selection): bigint => {
  const minor = recurringMinor(version, selection)
  return selection.interval === 'year' ? divideHalfUp(minor, 12n) : minor
}

type Limited = {
  models: number | null
  rowsPerDataset: number | null
  trainingMinutesPerMonth: number | null
  storageMb?: number | null
}

/** A plan's limits with what the chosen add-ons put on top; what is without limit stays so. */
export const limitsWith = <L extends Limited>(limits: L, offer: PlanOffer, addOns: readonly string[]): L => {
  const plus = (limit: number | null, extra: number) => (limit === null ? null : limit + extra)
  const { models, rowsPerDataset, trainingMinutesPerMonth, storageMb } = addedBy(offer, addOns)
  return {
    ...limits,
    models: plus(limits.models, models),
    rowsPerDataset: plus(limits.rowsPerDataset, rowsPerDataset),
    trainingMinutesPerMonth: plus(limits.trainingMinutesPerMonth, trainingMinutesPerMonth),
    storageMb: plus(limits.storageMb ?? null, storageMb),
  }
}

/** What the chosen add-ons add up to. */
export const addedBy = (
  offer: PlanOffer,
  addOns: readonly string[],
): Required<{ [K in keyof AddOn['adds']]: number }> => {
  const chosen = offer.addOns.filter(({ key }) => addOns.includes(key))
  const sum = (of: keyof AddOn['adds']) => chosen.reduce((total, { adds }) => total + (adds[of] ?? 0), 0)
  return {
    predictions: sum('predictions'),
    models: sum('models'),
    rowsPerDataset: sum('rowsPerDataset'),
    trainingMinutesPerMonth: sum('trainingMinutesPerMonth'),
    storageMb: sum('storageMb'),
    seats: sum('seats'),
  }
}

/** How many members a workspace may have; null: any number. */
export const seatLimit = (offer: PlanOffer, extraSeats: number, addOns: readonly string[]): number | null =>
  offer.seats === null ? null : offer.seats.included + extraSeats + addedBy(offer, addOns).seats

/** Why two currencies of one version do not sell the same thing; null where they differ in amounts alone. */
export const offerMismatch = (main: PlanOffer, other: PlanOffer): string | null => {
  if (main.trialDays !== other.trialDays) return 'the trial'
  if ((main.yearlyMinor === null) !== (other.yearlyMinor === null)) return 'the yearly price'
  const seats = (offer: PlanOffer) =>
    offer.seats === null
      ? null
      : [offer.seats.included, offer.seats.monthlyMinor === null, offer.seats.yearlyMinor === null]
  if (JSON.stringify(seats(main)) !== JSON.stringify(seats(other))) return 'the seats'
  const addOns = (offer: PlanOffer) =>
    offer.addOns.map(({ key, name, adds, yearlyMinor }) => [key, name, adds, yearlyMinor === null])
  return JSON.stringify(addOns(main)) === JSON.stringify(addOns(other)) ? null : 'the add-ons'
}
