/** What prices are asked for in; the server takes any ISO 4217 code. */
export const currencies = ['eur', 'usd', 'gbp', 'chf', 'jpy', 'cny', 'pln', 'sek'].map((value) => ({
  value,
  label: value.toUpperCase(),
}))
