import { formatCount } from '../../lib/format.ts'
import type { ReconciliationView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'

type Reason = ReconciliationView['reasons'][number]

export const reasonTexts: Record<Reason['code'], { name: string; meaning: string }> = {
  not_metered: {
    name: 'served and not metered',
    meaning: 'The counter increased without a matching usage event.',
  },
  over_metered: {
    name: 'metered and not served',
    meaning: 'Some usage events were never admitted by the counter.',
  },
  overdue: { name: 'overdue', meaning: 'It should have been sent to Stripe an hour ago. Check the queue.' },
  refused_by_stripe: {
    name: 'refused by Stripe',
    meaning: 'Stripe rejected it. See the audit log for the reason.',
  },
  stripe_counts_otherwise: {
    name: 'counted differently by Stripe',
    meaning: 'Stripe’s own total for the period does not match what it acknowledged.',
  },
  stripe_rates_otherwise: {
    name: 'lines priced differently by Stripe',
    meaning: 'Its amount differs from ours by one minor unit or more.',
  },
  not_invoiced: { name: 'not invoiced', meaning: 'Its period is invoiced, but no line includes it.' },
  on_its_way: { name: 'in transit', meaning: 'Just counted. It is sent to Stripe within seconds.' },
  not_priced: { name: 'not priced', meaning: 'The plan does not charge for this meter.' },
  free_plan: { name: 'on the free plan', meaning: 'The free plan is not billed.' },
  not_yet_invoiced: {
    name: 'not yet invoiced',
    meaning: 'It will be on the next invoice of the current period.',
  },
  on_a_later_invoice: {
    name: 'on a later invoice',
    meaning: 'It arrived after its period closed and counts toward the next one.',
  },
  paid_from_credits: { name: 'paid from credits', meaning: 'Paid from the wallet. There is no invoice.' },
  within_allowance: { name: 'within the allowance', meaning: 'Invoiced at zero: the plan includes it.' },
}

/** Agreement, an explained difference, or one that nothing explains. */
export function Verdict({ row }: { row: Pick<ReconciliationView, 'differs' | 'reasons'> }) {
  if (row.differs)
    return (
      <Badge tone="bad" dot>
        Differs
      </Badge>
    )
  return (
    <Badge tone="good" dot>
      {row.reasons.length === 0 ? 'Agrees' : 'Explained'}
    </Badge>
  )
}

/** Where the units are, in a sentence. */
export const summary = (reasons: readonly Reason[]): string =>
  reasons.map(({ code, quantity }) => `${formatCount(quantity)} ${reasonTexts[code].name}`).join(', ')
