import { shareTax, totalLines } from '@assay/billing/quote'
import { currencyDigits, parseMoney, shiftDecimal } from '../../lib/money.ts'
import type { QuoteContentView } from '../../lib/views.ts'

/** The editor's text as typed, amounts in the currency's major unit. */
export type LineForm = { description: string; quantity: string; price: string }
export type MilestoneForm = { title: string; description: string; amount: string; dueOn: string }
export type QuoteForm = {
  lines: LineForm[]
  taxPercent: string
  milestones: MilestoneForm[]
  deposit: string
  terms: string
  validUntil: string
}

export const emptyLine: LineForm = { description: '', quantity: '1', price: '' }
export const emptyMilestone: MilestoneForm = { title: '', description: '', amount: '', dueOn: '' }

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

export const formOfQuote = (content: QuoteContentView | undefined, currency: string): QuoteForm => {
  const major = (minor: string) => shiftDecimal(minor, currencyDigits(currency))
  if (!content)
    return {
      lines: [{ ...emptyLine }],
      taxPercent: '0',
      milestones: [{ ...emptyMilestone }],
      deposit: '0',
      terms: '',
      validUntil: inDays(30),
    }
  return {
    lines: content.lines.map(({ unitPriceMinor, ...line }) => ({ ...line, price: major(unitPriceMinor) })),
    taxPercent: content.taxPercent,
    milestones: content.milestones.map(({ title, description, amountMinor, dueOn }) => ({
      title,
      description,
      amount: major(amountMinor),
      dueOn: dueOn ?? '',
    })),
    deposit: major(content.depositMinor),
    terms: content.terms,
    validUntil: content.validUntil,
  }
}

/** An amount below zero is a rebate. */
export const parseSigned = (typed: string, currency: string, decimals = 0): string | null => {
  const text = typed.trim()
  if (!text.startsWith('-')) return parseMoney(text, currency, decimals)
  const size = parseMoney(text.slice(1), currency, decimals)
  return size === null ? null : size === '0' ? '0' : `-${size}`
}

export const readLines = (lines: readonly LineForm[], currency: string): QuoteContentView['lines'] | null => {
  const read = lines.map(({ description, quantity, price }) => ({
    description: description.trim(),
    quantity: quantity.trim(),
    unitPriceMinor: parseSigned(price, currency, 4) ?? '',
  }))
  return read.every((line) => line.unitPriceMinor !== '' && /^\d{1,12}(\.\d{1,6})?$/.test(line.quantity))
    ? read
    : null
}

export type Sums = { subtotalMinor: string; taxMinor: string; totalMinor: string }

/** What the lines come to; null while they can not be read. */
export const sumLines = (lines: readonly LineForm[], taxPercent: string, currency: string): Sums | null => {
  const read = readLines(lines, currency)
  if (!read || !/^\d{1,3}(\.\d{1,4})?$/.test(taxPercent.trim())) return null
  const { subtotalMinor, taxMinor, totalMinor } = totalLines(read, taxPercent.trim())
  return {
    subtotalMinor: subtotalMinor.toString(),
    taxMinor: taxMinor.toString(),
    totalMinor: totalMinor.toString(),
  }
}

/** What the milestones come to; null while one can not be read. */
export const sumMilestones = (milestones: readonly { amount: string }[], currency: string): bigint | null => {
  const amounts = milestones.map(({ amount }) => parseSigned(amount, currency))
  return amounts.some((amount) => amount === null)
    ? null
    : amounts.reduce((sum, amount) => sum + BigInt(amount ?? '0'), 0n)
}

/** Parts a total over so many milestones evenly, to the minor unit, as typed amounts. */
export const partEvenly = (totalMinor: string, count: number, currency: string): string[] => {
  const total = BigInt(totalMinor)
  const share = shareTax(
    Array.from({ length: count }, () => 1n),
    BigInt(count),
    total,
  )
  return share.map((part) => shiftDecimal(part.toString(), currencyDigits(currency)))
}

/** What `saveQuote` takes, or what is wrong with what was typed. */
export const readQuote = (
  form: QuoteForm,
  currency: string,
): { content: QuoteContentView } | { error: string } => {
  const lines = readLines(form.lines, currency)
  if (!lines) return { error: 'Every line needs a quantity such as 2.5 and a price such as 1200.' }
  const deposit = parseMoney(form.deposit, currency)
  if (deposit === null) return { error: 'Enter a deposit amount, or 0.' }
  const milestones = form.milestones.map(({ title, description, amount, dueOn }) => ({
    title: title.trim(),
    description: description.trim(),
    amountMinor: parseMoney(amount, currency) ?? '',
    dueOn: dueOn || null,
  }))
  if (milestones.some(({ amountMinor }) => amountMinor === ''))
    return { error: 'Every milestone needs an amount.' }
  return {
    content: {
      currency,
      lines,
      taxPercent: form.taxPercent.trim(),
      milestones,
      depositMinor: deposit,
      terms: form.terms,
      validUntil: form.validUntil,
    },
  }
}
