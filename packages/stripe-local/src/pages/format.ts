import { isMetered } from '../engine/lines.ts'
import type { Price } from '../model.ts'

const zeroDecimal = new Set([
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'ugx',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
])

/** Minor units as people write them: 4900, usd → $49.00. */
export function formatMoney(amountMinor: number, currency: string): string {
  const digits = zeroDecimal.has(currency) ? 0 : 2
  const options = {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
  } as const
  return new Intl.NumberFormat('en-US', { ...options, maximumFractionDigits: digits }).format(
    amountMinor / 10 ** digits,
  )
}

export const formatDay = (seconds: number): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(seconds * 1000)

export const formatTime = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** `per month`, `every 3 months`. */
export function formatInterval(price: Price): string {
  if (price.recurring === null) return ''
  const { interval, interval_count: count } = price.recurring
  return count === 1 ? `per ${interval}` : `every ${count} ${interval}s`
}

/** How a metered price is charged, in one line for a buyer. */
export function formatUsagePrice(price: Price): string {
  if (!isMetered(price)) return ''
  if (price._tiers !== null) {
    const parts = price._tiers.map((tier) => {
      const bound = tier.up_to === null ? 'beyond' : `up to ${tier.up_to.toLocaleString('en-US')}`
      const free = Number(tier.unit_amount_decimal ?? '0') === 0
      return `${bound}: ${free ? 'included' : `${unitMoney(tier.unit_amount_decimal ?? '0', price.currency)} each`}`
    })
    return parts.join(' · ')
  }
  const per =
    price.transform_quantity === null
      ? 'each'
      : `per ${price.transform_quantity.divide_by.toLocaleString('en-US')}`
  return `${unitMoney(price.unit_amount_decimal ?? '0', price.currency)} ${per}`
}

/** For reading only: a unit price may hold twelve places, of which the meaningful ones are shown. */
function unitMoney(decimal: string, currency: string): string {
  const digits = zeroDecimal.has(currency) ? 0 : 2
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: 8,
  }).format(Number(decimal) / 10 ** digits)
}
