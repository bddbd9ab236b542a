import type { BillingInterval, PricedPlan, PricedVersion } from './views.ts'

const euro = new Set(
  'AT BE BG HR CY EE FI FR DE GR IE IT LV LT LU MT NL PT SK SI ES MC SM VA AD ME XK'.split(' '),
)
const byRegion: Record<string, string> = {
  GB: 'gbp',
  JP: 'jpy',
  CH: 'chf',
  LI: 'chf',
  CA: 'cad',
  AU: 'aud',
  NZ: 'nzd',
  SE: 'sek',
  NO: 'nok',
  DK: 'dkk',
  PL: 'pln',
  CZ: 'czk',
  IN: 'inr',
  BR: 'brl',
  MX: 'mxn',
  SG: 'sgd',
  HK: 'hkd',
  KR: 'krw',
}

/** Every currency that something is sold in, the catalogue's main one first. */
export const currenciesOf = (plans: readonly PricedPlan[]): string[] => [
  ...new Set([
    ...plans.map((plan) => plan.version.currency),
    ...plans.flatMap((plan) => plan.currencies.map((one) => one.currency)),
  ]),
]

/** What a visitor is shown first: what they pay in, else their region's currency where it is sold, else the main one. */
export const firstCurrency = (sold: readonly string[], paysIn: string | null, language: string): string => {
  if (paysIn !== null) return paysIn
  const region = regionOf(language)
  const local = region !== undefined && euro.has(region) ? 'eur' : byRegion[region ?? '']
  return local !== undefined && sold.includes(local) ? local : (sold[0] ?? 'usd')
}

const regionOf = (language: string): string | undefined => {
  try {
    return new Intl.Locale(language).maximize().region
  } catch {
    return undefined
  }
}

/** A plan's version in a currency; the main one where it is not sold in it. */
export const versionIn = <V extends PricedVersion>(
  plan: { version: V; currencies: readonly V[] },
  currency: string,
): V => [plan.version, ...plan.currencies].find((one) => one.currency === currency) ?? plan.version

/** The base price of an interval; null where the version is not sold so. */
export const basePrice = (version: PricedVersion, interval: BillingInterval): string | null =>
  interval === 'month' ? version.monthlyPriceMinor : version.offer.yearlyMinor

/** How much less a year costs than twelve months, in whole percent; null where it does not. */
export const yearlySaving = (version: PricedVersion): number | null => {
  const year = version.offer.yearlyMinor
  const months = BigInt(version.monthlyPriceMinor) * 12n
  if (year === null || months === 0n || BigInt(year) >= months) return null
  return Number(((months - BigInt(year)) * 100n) / months)
}

export const per: Record<BillingInterval, string> = {
  month: /* text */ 'a month',
  year: /* text */ 'a year',
}
