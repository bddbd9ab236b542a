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

/** For reading only: a unit price may hold twelve places, of which the meaningful ones are shown. */
export function formatUnitPrice(decimal: string, currency: string): string {
  const digits = zeroDecimal.has(currency) ? 0 : 2
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: 8,
  }).format(Number(decimal) / 10 ** digits)
}
