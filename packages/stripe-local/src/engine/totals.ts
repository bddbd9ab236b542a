import type { Customer, Invoice, Line } from '../model.ts'
import { type Reduction, reduceLines, reductions } from './discounts.ts'
import { exclusivePart, inclusivePart, sum, type Tax, taxedLine, totalTaxes } from './taxes.ts'
import type { Work } from './work.ts'

/** Lines with what discounts and taxes do to them. */
export async function pricedLines(
  work: Work,
  lines: Line[],
  wide: { reductions: Reduction[]; taxRates: string[]; currency: string; customer: Customer | null },
): Promise<Line[]> {
  const own = new Map<Line, Reduction[]>()
  for (const line of lines) own.set(line, await reductions(work, line._discounts ?? []))
  const reduced = reduceLines(lines, (line) => [...(own.get(line) ?? []), ...wide.reductions], wide.currency)
  const priced: Line[] = []
  for (const line of reduced)
    priced.push(await taxedLine(work, withCredits(line), wide.taxRates, wide.customer))
  return priced
}

/** Discounts and credit grants both lower the amount that is taxed. */
const withCredits = (line: Line): Line => ({
  ...line,
  pretax_credit_amounts: [
    ...line.discount_amounts.map((taken) => ({ ...taken, type: 'discount' as const })),
    ...line.pretax_credit_amounts.filter(({ type }) => type !== 'discount'),
  ],
})

export interface Totals {
  subtotal: number
  discount: number
  credits: number
  tax: number
  total: number
}

/** subtotal − discounts − credits + exclusive taxes; every part is a sum of rounded lines. */
export function totalsOf(lines: Line[]): Totals {
  const subtotal = sum(lines)
  const pretax = sum(lines.flatMap(({ pretax_credit_amounts }) => pretax_credit_amounts))
  const discount = sum(lines.flatMap(({ discount_amounts }) => discount_amounts))
  const taxes = lines.flatMap((line) => line.taxes)
  return {
    subtotal,
    discount,
    credits: pretax - discount,
    tax: sum(taxes),
    total: subtotal - pretax + exclusivePart(taxes),
  }
}

/** Sums the rounded lines; a credit balance pays first, a debit balance is added, a negative total becomes credit. */
export async function withTotals(work: Work, invoice: Invoice, customer: Customer): Promise<Invoice> {
  const lines = await pricedLines(work, invoice.lines.data, {
    reductions: await reductions(work, invoice.discounts),
    taxRates: invoice._default_tax_rates ?? [],
    currency: invoice.currency,
    customer,
  })
  const { subtotal, total, tax } = totalsOf(lines)
  const taxes: Tax[] = totalTaxes(lines)
  const due = Math.max(0, total + customer.balance)
  return {
    ...invoice,
    lines: { ...invoice.lines, data: lines },
    subtotal,
    subtotal_excluding_tax: subtotal - inclusivePart(taxes),
    total,
    total_excluding_tax: total - tax,
    total_discount_amounts: grouped(lines.flatMap(({ discount_amounts }) => discount_amounts)),
    total_pretax_credit_amounts: lines.flatMap(({ pretax_credit_amounts }) => pretax_credit_amounts),
    total_taxes: taxes,
    starting_balance: customer.balance,
    amount_due: due,
    amount_remaining: due,
  }
}

function grouped(rows: { amount: number; discount: string }[]): { amount: number; discount: string }[] {
  const totals = new Map<string, number>()
  for (const { amount, discount } of rows) totals.set(discount, (totals.get(discount) ?? 0) + amount)
  return [...totals].map(([discount, amount]) => ({ amount, discount }))
}
