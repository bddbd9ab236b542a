const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/**
 * Whole or exact minor units (a decimal string) as `EUR 1,190.00`: the code, because no font has every currency's sign.
 * Exact amounts keep their further places.
 */
export const paperMoney = (minor: string, currency: string, language: string): string => {
  const code = currency.toUpperCase()
  const digits = digitsOf(code)
  const [, sign = '', whole = '0', places = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(minor) ?? []
  const padded = whole.padStart(digits + 1, '0')
  const cut = padded.length - digits
  const decimal = `${padded.slice(cut)}${places}`
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: code,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: Math.max(digits, decimal.length),
  })
  // A plain decimal numeral, which Intl formats without going through a float.
  const text = `${sign}${padded.slice(0, cut)}${decimal === '' ? '' : `.${decimal}`}` as `${number}`
  return format.format(text).replaceAll(/\s/gu, ' ')
}
