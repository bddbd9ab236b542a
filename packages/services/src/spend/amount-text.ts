import { parseDecimal, roundToMinor } from '@assay/billing'

/** `1234.5` minor units of `usd` as `USD 12.35`, for mails and descriptions; rounded half up. */
export const amountText = (minor: string, currency: string): string => {
  const code = currency.toUpperCase()
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions()
      .maximumFractionDigits ?? 2
  const whole = roundToMinor(parseDecimal(minor)).toString()
  const sign = whole.startsWith('-') ? '-' : ''
  const padded = whole.replace('-', '').padStart(digits + 1, '0')
  const point = padded.length - digits
  const major = padded.slice(0, point).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${code} ${sign}${major}${digits > 0 ? `.${padded.slice(point)}` : ''}`
}
