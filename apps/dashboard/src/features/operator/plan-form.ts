import { type Meter, meters } from '@assay/billing/rating'
import { currencyDigits, parseMoney, shiftDecimal } from '../../lib/money.ts'
import type { EditPlanInput, PlanVersionView } from '../../lib/views.ts'

/** The editor's text as typed; '' in a limit means unlimited, in the overage price a hard limit. */
export type PlanForm = {
  name: string
  description: string
  price: string
  included: string
  overage: string
  models: string
  rows: string
  minutes: string
  storage: string
  requests: string
  /** '': not sold by the year. */
  yearly: string
  trial: string
  /** '': any number of members. */
  seats: string
  seatMonthly: string
  seatYearly: string
  addOns: AddOnForm[]
  meters: MeterForm[]
  others: OtherCurrency[]
}

export type AddOnForm = {
  key: string
  name: string
  monthly: string
  yearly: string
  adds: AddedLimit
  amount: string
}
export type AddedLimit = 'models' | 'rowsPerDataset' | 'trainingMinutesPerMonth' | 'storageMb' | 'seats'

/** A price in steps, as typed; the last step has no end. */
export type MeterForm = {
  meter: Meter
  included: string
  mode: 'graduated' | 'volume'
  minimum: string
  tiers: { upTo: string; unit: string }[]
}

/** What the same costs in another currency. */
export type OtherCurrency = {
  currency: string
  price: string
  overage: string
  yearly: string
  seatMonthly: string
  seatYearly: string
  /** By the add-on's place. */
  addOns: { monthly: string; yearly: string }[]
}

const limitText = (limit: number | null) => (limit === null ? '' : String(limit))

const moneyText = (minor: string | null | undefined, currency: string): string =>
  minor === null || minor === undefined ? '' : shiftDecimal(minor, currencyDigits(currency))

const limitsOf: readonly AddedLimit[] = [
  'models',
  'rowsPerDataset',
  'trainingMinutesPerMonth',
  'storageMb',
  'seats',
]

const otherOf = (version: PlanVersionView): OtherCurrency => ({
  currency: version.currency,
  price: moneyText(version.monthlyPriceMinor, version.currency),
  overage: moneyText(version.overagePer1000Minor, version.currency),
  yearly: moneyText(version.offer.yearlyMinor, version.currency),
  seatMonthly: moneyText(version.offer.seats?.monthlyMinor, version.currency),
  seatYearly: moneyText(version.offer.seats?.yearlyMinor, version.currency),
  addOns: version.offer.addOns.map((one) => ({
    monthly: moneyText(one.monthlyMinor, version.currency),
    yearly: moneyText(one.yearlyMinor, version.currency),
  })),
})

export function formOf(
  name: string,
  version: PlanVersionView,
  others: readonly PlanVersionView[] = [],
): PlanForm {
  const { currency, offer } = version
  const digits = currencyDigits(currency)
  return {
    yearly: moneyText(offer.yearlyMinor, currency),
    trial: String(offer.trialDays),
    seats: offer.seats === null ? '' : String(offer.seats.included),
    seatMonthly: moneyText(offer.seats?.monthlyMinor, currency),
    seatYearly: moneyText(offer.seats?.yearlyMinor, currency),
    addOns: offer.addOns.map((one) => {
      const adds = limitsOf.find((limit) => one.adds[limit] !== undefined) ?? 'models'
      return {
        key: one.key,
        name: one.name,
        monthly: moneyText(one.monthlyMinor, currency),
        yearly: moneyText(one.yearlyMinor, currency),
        adds,
        amount: String(one.adds[adds] ?? 0),
      }
    }),
    meters: meters.flatMap((meter) => {
      const price = version.prices[meter]
      if (price === undefined) return []
      return [
        {
          meter,
          included: String(price.included),
          mode: price.mode,
          minimum: moneyText(price.minimumMinor, currency),
          tiers: price.tiers.map((tier) => ({
            upTo: tier.upTo === null ? '' : String(tier.upTo),
            unit: moneyText(tier.unitMinor, currency),
          })),
        },
      ]
    }),
    others: others.map(otherOf),
    name,
    description: version.description,
    price: shiftDecimal(version.monthlyPriceMinor, digits),
    included: String(version.includedPredictions),
    overage: version.overagePer1000Minor === null ? '' : shiftDecimal(version.overagePer1000Minor, digits),
    models: limitText(version.limits.models),
    rows: limitText(version.limits.rowsPerDataset),
    minutes: limitText(version.limits.trainingMinutesPerMonth),
    storage: limitText(version.limits.storageMb ?? null),
    requests: String(version.limits.requestsPerSecond),
  }
}

const whole = (typed: string): number | null => {
  const plain = typed.trim().replaceAll(',', '')
  return /^\d{1,12}$/.test(plain) ? Number(plain) : null
}

export type PlanFormErrors = Partial<
  Record<Exclude<keyof PlanForm, 'addOns' | 'meters' | 'others'>, string>
> & {
  addOns?: string
  meters?: string
  others?: string
}

const optionalMoney = (typed: string, currency: string): string | null | undefined =>
  typed.trim() === '' ? null : (parseMoney(typed, currency) ?? undefined)

const keyOf = (one: AddOnForm): string =>
  one.key ||
  one.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 30)

type Offer = NonNullable<EditPlanInput['offer']>

/** What is sold beside the price; undefined where something is no amount. */
const readOffer = (
  form: PlanForm,
  amounts: Pick<OtherCurrency, 'yearly' | 'seatMonthly' | 'seatYearly'> & {
    addOns: { monthly: string; yearly: string }[]
  },
  currency: string,
): Offer | undefined => {
  const yearlyMinor = optionalMoney(amounts.yearly, currency)
  const seatMonthly = optionalMoney(amounts.seatMonthly, currency)
  const seatYearly = optionalMoney(amounts.seatYearly, currency)
  const included = whole(form.seats)
  const addOns = form.addOns.map((one, at) => {
    const monthlyMinor = parseMoney(amounts.addOns[at]?.monthly ?? '', currency)
    const yearly = optionalMoney(amounts.addOns[at]?.yearly ?? '', currency)
    const amount = whole(one.amount)
    if (monthlyMinor === null || yearly === undefined || amount === null || keyOf(one) === '')
      return undefined
    const name = one.name.trim()
    return { key: keyOf(one), name, monthlyMinor, yearlyMinor: yearly, adds: { [one.adds]: amount } }
  })
  if (yearlyMinor === undefined || seatMonthly === undefined || seatYearly === undefined) return undefined
  if (addOns.some((one) => one === undefined)) return undefined
  return {
    yearlyMinor,
    trialDays: whole(form.trial) ?? 0,
    seats: included === null ? null : { included, monthlyMinor: seatMonthly, yearlyMinor: seatYearly },
    addOns: addOns.filter((one) => one !== undefined),
  }
}

type Prices = NonNullable<EditPlanInput['prices']>

/** The prices in steps; undefined where a field is no number. */
export const readMeters = (form: Pick<PlanForm, 'meters'>, currency: string): Prices | undefined => {
  const prices: Prices = {}
  for (const one of form.meters) {
    const included = whole(one.included)
    const minimumMinor = one.minimum.trim() === '' ? '0' : parseMoney(one.minimum, currency)
    const tiers = one.tiers.map((tier, at) => {
      const last = at === one.tiers.length - 1
      const upTo = last ? null : whole(tier.upTo)
      const unitMinor = parseMoney(tier.unit, currency, 10)
      return unitMinor === null || (!last && upTo === null) ? undefined : { upTo, unitMinor }
    })
    if (included === null || minimumMinor === null || tiers.some((tier) => tier === undefined))
      return undefined
    prices[one.meter] = {
      included,
      mode: one.mode,
      minimumMinor,
      tiers: tiers.filter((tier) => tier !== undefined),
    }
  }
  return prices
}

/** What `editPlan` takes, or what is wrong per field. */
export function readPlanForm(
  planId: string,
  currency: string,
  form: PlanForm,
): { input: EditPlanInput } | { errors: PlanFormErrors } {
  const errors: PlanFormErrors = {}
  const price = parseMoney(form.price, currency)
  if (price === null) errors.price = 'Enter an amount such as 49 or 49.90.'
  const overage = form.overage.trim() === '' ? null : parseMoney(form.overage, currency, 8)
  if (overage === null && form.overage.trim() !== '')
    errors.overage = 'Enter an amount such as 1.20, or leave empty.'
  const included = whole(form.included)
  if (included === null) errors.included = 'Enter a whole number.'
  const requests = whole(form.requests)
  if (!requests) errors.requests = 'Enter a whole number above zero.'
  const limits = { models: form.models, rows: form.rows, minutes: form.minutes, storage: form.storage }
  for (const key of ['models', 'rows', 'minutes', 'storage'] as const) {
    if (limits[key].trim() !== '' && whole(limits[key]) === null) {
      errors[key] = 'Enter a whole number, or leave empty for unlimited.'
    }
  }
  if (whole(form.trial) === null) errors.trial = 'Enter a number of days, or 0 for none.'
  if (form.seats.trim() !== '' && !whole(form.seats)) errors.seats = 'Enter a whole number, or leave empty.'
  for (const key of ['yearly', 'seatMonthly', 'seatYearly'] as const) {
    if (optionalMoney(form[key], currency) === undefined)
      errors[key] = 'Enter an amount such as 490, or leave empty.'
  }
  const offer = readOffer(form, form, currency)
  if (offer === undefined && !errors.yearly && !errors.seatMonthly && !errors.seatYearly)
    errors.addOns = 'Each add-on needs a name, a monthly price and a whole number to add.'
  const prices = readMeters(form, currency)
  if (prices === undefined)
    errors.meters = 'Tier limits must be rising whole numbers, each tier with a unit price.'
  const others = form.others.map((one) => {
    const monthlyPriceMinor = parseMoney(one.price, one.currency)
    const overagePer1000Minor = one.overage.trim() === '' ? null : parseMoney(one.overage, one.currency, 8)
    const own = readOffer(form, one, one.currency)
    if (monthlyPriceMinor === null || own === undefined) return undefined
    if (overagePer1000Minor === null && one.overage.trim() !== '') return undefined
    return { currency: one.currency, monthlyPriceMinor, overagePer1000Minor, offer: own }
  })
  if (others.some((one) => one === undefined))
    errors.others = 'Enter an amount such as 49 or 49.90 in each field.'
  if (form.name.trim() === '') errors.name = 'Enter a plan name.'
  if (
    Object.keys(errors).length > 0 ||
    price === null ||
    included === null ||
    !requests ||
    offer === undefined ||
    prices === undefined
  )
    return { errors }
  return {
    input: {
      planId,
      name: form.name.trim(),
      description: form.description.trim(),
      monthlyPriceMinor: price,
      includedPredictions: included,
      overagePer1000Minor: overage,
      prices,
      offer,
      currencies: others.filter((one) => one !== undefined),
      limits: {
        models: whole(form.models),
        rowsPerDataset: whole(form.rows),
        trainingMinutesPerMonth: whole(form.minutes),
        requestsPerSecond: requests,
        storageMb: whole(form.storage),
      },
    },
  }
}
