import { formatCount, formatMegabytes, plural } from './format.ts'
import { formatMoney, thousandOf } from './money.ts'
import type { BillingInterval, PricedVersion } from './views.ts'

const upTo = (limit: number | null, noun: string) =>
  limit === null ? `Unlimited ${noun}` : `${formatCount(limit)} ${noun}`

const dataOf = (limitMb: number | null) =>
  limitMb === null ? /* text */ 'Unlimited data' : `${formatMegabytes(limitMb)} of data`

const batchPrice = ({ prices, currency }: PricedVersion): string[] => {
  const price = prices['batch_rows']
  const first = price?.tiers[0]
  if (!price || !first) return []
  const thousand = formatMoney(thousandOf(first.unitMinor), currency, { maxDigits: 6 })
  const from = price.tiers.length > 1 ? /* text */ 'from ' : ''
  return [
    price.included > 0
      ? `${formatCount(price.included)} batch rows included, then ${from}${thousand} per 1,000`
      : `Batch rows ${from}${thousand} per 1,000`,
  ]
}

/** What a plan version holds, a line each. */
export const featuresOf = (version: PricedVersion, interval: BillingInterval): string[] => {
  const { seats, addOns } = version.offer
  return [
    version.prepaid
      ? 'Paid from prepaid credits'
      : `${formatCount(version.includedPredictions)} predictions included${interval === 'year' ? ' a month' : ''}`,
    usageOf(version),
    ...batchPrice(version),
    upTo(version.limits.models, /* text */ 'models'),
    upTo(version.limits.rowsPerDataset, /* text */ 'rows per dataset'),
    dataOf(version.limits.storageMb ?? null),
    upTo(version.limits.trainingMinutesPerMonth, 'training minutes a month'),
    `${formatCount(version.limits.requestsPerSecond)} requests a second`,
    ...(seats === null ? [] : [plural(seats.included, 'seat')]),
    ...(addOns.length === 0 ? [] : [`Add-ons: ${addOns.map(({ name }) => name.toLowerCase()).join(', ')}`]),
  ]
}

const usageOf = (version: PricedVersion): string => {
  const steps = version.prices['predictions']?.tiers
  const further = version.prepaid ? '' : /* text */ 'additional '
  if (steps !== undefined) {
    const [first] = steps
    const from = formatMoney(first?.unitMinor ?? '0', version.currency, { maxDigits: 8 })
    return steps.length > 1 ? `From ${from} per prediction, tiered` : `${from} per ${further}prediction`
  }
  return version.overagePer1000Minor === null
    ? 'Calls stop at the allowance; no surprise bills'
    : `${formatMoney(version.overagePer1000Minor, version.currency, { maxDigits: 6 })} per ${further}1,000`
}
