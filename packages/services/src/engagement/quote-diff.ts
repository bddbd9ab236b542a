import type { QuoteDifference } from '../views.ts'
import type { QuoteContent } from './quote-content.ts'

const lineText = (line: QuoteContent['lines'][number]): string =>
  `${line.description}: ${line.quantity} × ${line.unitPriceMinor}`

const milestoneText = (one: QuoteContent['milestones'][number]): string =>
  `${one.title}: ${one.amountMinor}${one.dueOn === null ? '' : `, due ${one.dueOn}`}${one.description === '' ? '' : `\n${one.description}`}`

const compareLists = (place: string, before: string[], after: string[]): QuoteDifference[] =>
  Array.from({ length: Math.max(before.length, after.length) }, (_, at) => ({
    place: `${place} ${at + 1}`,
    before: before[at] ?? null,
    after: after[at] ?? null,
  })).filter((one) => one.before !== one.after)

/** In what a version differs from the one before, place by place; amounts are minor units. */
export const compareQuotes = (before: QuoteContent, after: QuoteContent): QuoteDifference[] => {
  const single = (
    [
      ['Currency', 'currency'],
      ['Tax rate (%)', 'taxPercent'],
      ['Deposit', 'depositMinor'],
      ['Valid until', 'validUntil'],
      ['Terms', 'terms'],
    ] as const
  ).map(([place, key]) => ({ place, before: before[key], after: after[key] }))
  return [
    ...compareLists('Line', before.lines.map(lineText), after.lines.map(lineText)),
    ...compareLists('Milestone', before.milestones.map(milestoneText), after.milestones.map(milestoneText)),
    ...single.filter((one) => one.before !== one.after),
  ]
}
