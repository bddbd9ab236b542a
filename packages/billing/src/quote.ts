import { divideHalfUp, parseDecimal, scaledFromInteger } from './decimal.ts'

const one = scaledFromInteger(1n)

export type PricedLine = {
  /** Decimal string. */
  quantity: string
  /** Minor units a piece, a decimal string; below zero for a rebate. */
  unitPriceMinor: string
}

export type LineTotals = {
  /** Each line's amount, rounded once, half up. */
  lines: bigint[]
  subtotalMinor: bigint
  taxMinor: bigint
  /** Tax included. */
  totalMinor: bigint
}

/**
 * Quantity × price per line, rounded once each; the tax is rounded once, on their sum.
 * @throws RangeError for anything but ordinary decimal numbers of at most 12 places
 */
export const totalLines = (lines: readonly PricedLine[], taxPercent: string): LineTotals => {
  const amounts = lines.map(({ quantity, unitPriceMinor }) =>
    divideHalfUp(parseDecimal(quantity) * parseDecimal(unitPriceMinor), one * one),
  )
  const subtotalMinor = amounts.reduce((sum, amount) => sum + amount, 0n)
  const taxMinor = divideHalfUp(subtotalMinor * parseDecimal(taxPercent), 100n * one)
  return { lines: amounts, subtotalMinor, taxMinor, totalMinor: subtotalMinor + taxMinor }
}

/**
 * Parts `tax` over amounts that come to `total`, in proportion. What rounding moves goes to the next one, so that the
 * shares come to the tax exactly.
 * @throws RangeError where the amounts do not come to the total
 */
export const shareTax = (amounts: readonly bigint[], total: bigint, tax: bigint): bigint[] => {
  const sum = amounts.reduce((all, amount) => all + amount, 0n)
  if (sum !== total) throw new RangeError(`The parts add up to ${sum}, but the total is ${total}.`)
  if (total === 0n) return amounts.map(() => 0n)
  const [size, share] = total < 0n ? [-total, -tax] : [total, tax]
  let reached = 0n
  let given = 0n
  return amounts.map((amount) => {
    reached += amount
    const until = divideHalfUp(reached * share, size)
    const part = until - given
    given = until
    return part
  })
}
