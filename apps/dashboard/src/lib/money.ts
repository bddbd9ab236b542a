import { locale } from './locale.ts'

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** Moves the decimal point of a decimal string `digits` to the left, exactly: ('1999', 2) → '19.99'. */
export function shiftDecimal(value: string, digits: number): string {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(value.trim())
  if (!match) return '0'
  const sign = match[1] ?? ''
  const whole = (match[2] ?? '').padStart(digits + 1, '0')
  const fraction = (whole.slice(whole.length - digits) + (match[3] ?? '')).replace(/0+$/, '')
  const integer = whole.slice(0, whole.length - digits).replace(/^0+(?=\d)/, '')
  return `${sign}${integer || '0'}${fraction ? `.${fraction}` : ''}`
}

/** What a thousand units cost of which one costs so much; exact. */
export function thousandOf(unit: string): string {
  const [whole = '0', fraction = ''] = unit.split('.')
  const moved = `${whole}${fraction.padEnd(3, '0').slice(0, 3)}`.replace(/^0+(?=\d)/, '')
  const rest = fraction.slice(3).replace(/0+$/, '')
  return rest ? `${moved}.${rest}` : moved
}

/**
 * Formats whole or exact minor units (a decimal string, as the API sends them) in their currency. Exact
 * amounts keep up to `maxDigits` places, so that $0.0012 is not shown as $0.00.
 */
export function formatMoney(minor: string, currency: string, options: { maxDigits?: number } = {}): string {
  const code = currency.toUpperCase()
  const digits = digitsOf(code)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: code,
    minimumFractionDigits: digits,
    maximumFractionDigits: Math.max(digits, options.maxDigits ?? digits),
  })
  // shiftDecimal gives a plain decimal numeral, which Intl formats without going through a float.
  return format.format(shiftDecimal(minor, digits) as `${number}`)
}

/** Reads what a person typed ('49', '49.90', '1,200.5') into minor units; null where it is no amount. */
export function parseMoney(typed: string, currency: string, decimals = 0): string | null {
  const plain = typed.trim().replaceAll(',', '')
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain)
  if (!match) return null
  const digits = digitsOf(currency.toUpperCase())
  const fraction = match[2] ?? ''
  if (fraction.replace(/0+$/, '').length > digits + decimals) return null
  const minor = (match[1] ?? '') + fraction.slice(0, digits).padEnd(digits, '0')
  const rest = fraction.slice(digits).replace(/0+$/, '')
  return minor.replace(/^0+(?=\d)/, '') + (rest ? `.${rest}` : '')
}

/** Minor units as a number of major units: for the height of a bar, never for an amount shown. */
export const majorForChart = (minor: string, currency: string): number =>
  Number(shiftDecimal(minor, digitsOf(currency.toUpperCase())))

export const currencyDigits = (currency: string): number => digitsOf(currency.toUpperCase())
