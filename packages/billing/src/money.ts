/** Whole minor units (cents, yen) of one currency. */
export type Money = { currency: string; minor: bigint }

export class CurrencyMismatch extends RangeError {
  constructor(left: string, right: string) {
    super(`Amounts in ${left} and ${right} cannot be added up.`)
    this.name = 'CurrencyMismatch'
  }
}

/** @throws CurrencyMismatch */
export const addMoney = (left: Money, right: Money): Money => {
  if (left.currency !== right.currency) throw new CurrencyMismatch(left.currency, right.currency)
  return { currency: left.currency, minor: left.minor + right.minor }
}

/** @throws CurrencyMismatch */
export const sumMoney = (currency: string, amounts: Iterable<Money>): Money => {
  let total: Money = { currency, minor: 0n }
  for (const amount of amounts) total = addMoney(total, amount)
  return total
}
