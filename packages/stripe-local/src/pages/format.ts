import { isMetered } from '../engine/lines.ts'
import { formatUnitPrice } from '../engine/money-text.ts'
import type { Price } from '../model.ts'

export const formatDay = (seconds: number): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(seconds * 1000)

export const formatTime = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** `per month`, `every 3 months`. */
export function formatInterval(price: Price, once = 'per'): string {
  if (price.recurring === null) return ''
  const { interval, interval_count: count } = price.recurring
  return count === 1 ? `${once} ${interval}` : `every ${count} ${interval}s`
}

/** How a metered price is charged, in one line for a buyer. */
export function formatUsagePrice(price: Price): string {
  if (!isMetered(price)) return ''
  if (price._tiers !== null) {
    const parts = price._tiers.map((tier) => {
      const bound = tier.up_to === null ? 'beyond' : `up to ${tier.up_to.toLocaleString('en-US')}`
      const free = Number(tier.unit_amount_decimal ?? '0') === 0
      return `${bound}: ${free ? 'included' : `${formatUnitPrice(tier.unit_amount_decimal ?? '0', price.currency)} each`}`
    })
    return parts.join(' · ')
  }
  const per =
    price.transform_quantity === null
      ? 'each'
      : `per ${price.transform_quantity.divide_by.toLocaleString('en-US')}`
  return `${formatUnitPrice(price.unit_amount_decimal ?? '0', price.currency)} ${per}`
}
