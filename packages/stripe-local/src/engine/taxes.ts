import type { Customer, Line } from '../model.ts'
import type { TaxRate } from '../model-discounts.ts'
import { percentOf } from './discounts.ts'
import { roundHalfUp } from './rating.ts'
import type { Work } from './work.ts'

export interface Tax {
  amount: number
  tax_behavior: 'exclusive' | 'inclusive'
  tax_rate_details: { tax_rate: string }
  taxability_reason: string
  taxable_amount: number
  type: 'tax_rate_details'
}

export async function taxRates(work: Work, ids: string[]): Promise<TaxRate[]> {
  const rates: TaxRate[] = []
  for (const id of ids) rates.push(await work.get('tax_rate', id, 'tax_rates'))
  return rates
}

const scale = 10_000

/** The taxes of one line on its amount after discounts, each rounded on its own. */
export function taxesOn(net: number, rates: TaxRate[], exemption: unknown): Tax[] {
  const inclusive = rates.filter((rate) => rate.inclusive)
  const percent = inclusive.reduce((sum, rate) => sum + Math.round(rate.percentage * scale), 0)
  // An inclusive amount holds its tax: 119 at 19 % is 100 and 19.
  const base = Number(roundHalfUp(BigInt(net) * BigInt(100 * scale), BigInt(100 * scale + percent)))
  let held = net - base
  return rates.map((rate): Tax => {
    const share = percentOf(base, rate.percentage)
    const last = rate === inclusive.at(-1)
    const due = last ? held : share
    if (rate.inclusive) held -= due
    const free = exemption === 'exempt' || exemption === 'reverse'
    return {
      amount: free ? 0 : due,
      tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: rate.id },
      taxability_reason: free
        ? exemption === 'reverse'
          ? 'reverse_charge'
          : 'customer_exempt'
        : 'standard_rated',
      taxable_amount: base,
      type: 'tax_rate_details',
    }
  })
}

export async function taxedLine(
  work: Work,
  line: Line,
  defaults: string[],
  customer: Customer | null,
): Promise<Line> {
  const rates = await taxRates(work, line._tax_rates ?? defaults)
  const taken = sum([
    ...line.discount_amounts,
    ...line.pretax_credit_amounts.filter(({ type }) => type !== 'discount'),
  ])
  return { ...line, taxes: taxesOn(line.amount - taken, rates, customer?.['tax_exempt']) }
}

export const sum = (rows: { amount: number }[]): number =>
  rows.reduce((total, { amount }) => total + amount, 0)

/** One total per rate, over all lines. */
export function totalTaxes(lines: Line[]): Tax[] {
  const totals = new Map<string, Tax>()
  for (const tax of lines.flatMap(({ taxes }) => taxes)) {
    const key = tax.tax_rate_details.tax_rate
    const old = totals.get(key)
    totals.set(
      key,
      old === undefined
        ? tax
        : {
            ...old,
            amount: old.amount + tax.amount,
            taxable_amount: old.taxable_amount + tax.taxable_amount,
          },
    )
  }
  return [...totals.values()]
}

/** What inclusive rates hold of an amount. */
export const inclusivePart = (taxes: Tax[]): number =>
  sum(taxes.filter(({ tax_behavior }) => tax_behavior === 'inclusive'))
export const exclusivePart = (taxes: Tax[]): number =>
  sum(taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive'))
