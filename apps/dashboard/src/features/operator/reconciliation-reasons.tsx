import { formatCount } from '../../lib/format.ts'
import type { ReconciliationView } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'

type Reason = ReconciliationView['reasons'][number]

export const reasonTexts: Record<Reason['code'], { name: string; meaning: string }> = {
  not_metered: {
    name: 'served and not metered',
    meaning: 'The counter was raised and no usage event says why.',
  },
  over_metered: {
    name: 'metered and not served',
    meaning: 'There are usage events that the counter never admitted.',
  },
  overdue: { name: 'overdue', meaning: 'It should have left for Stripe an hour ago. Look at the queue.' },
  refused_by_stripe: {
    name: 'refused by Stripe',
    meaning: 'Stripe did not take it. The audit log has its words.',
  },
  stripe_counts_otherwise: {
    name: 'counted otherwise by Stripe',
    meaning: 'Stripe’s own sum of the period is not what it acknowledged to us.',
  },
  stripe_rates_otherwise: {
    name: 'lines rated otherwise by Stripe',
    meaning: 'Its amount is a whole minor unit or more from ours.',
  },
  not_invoiced: { name: 'not invoiced', meaning: 'Its period is invoiced, and it is on no line.' },
  on_its_way: { name: 'on its way', meaning: 'Counted a moment ago; it leaves for Stripe within seconds.' },
  not_priced: { name: 'not priced', meaning: 'The plan asks nothing for this meter.' },
  free_plan: { name: 'on the free plan', meaning: 'Nothing is billed there.' },
  not_yet_invoiced: { name: 'not yet invoiced', meaning: 'It is on the next invoice of the running period.' },
  on_a_later_invoice: {
    name: 'on a later invoice',
    meaning: 'It came after its period was closed, and counts in the next.',
  },
  paid_from_credits: { name: 'paid from credits', meaning: 'The wallet paid it; there is no invoice.' },
  within_allowance: { name: 'within the allowance', meaning: 'Invoiced at nothing: the plan includes it.' },
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
