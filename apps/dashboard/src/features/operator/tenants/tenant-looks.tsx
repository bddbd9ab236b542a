import type { TenantRow } from '../../../lib/views.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'

type Look = { tone: Tone; label: string }

export const standingLooks: Record<TenantRow['standing'], Look> = {
  full: { tone: 'good', label: 'In good standing' },
  trial: { tone: 'accent', label: 'On trial' },
  grace: { tone: 'warn', label: 'In grace' },
  restricted: { tone: 'bad', label: 'Restricted' },
  paused: { tone: 'neutral', label: 'Paused' },
  suspended: { tone: 'bad', label: 'Suspended' },
}

export const healthLooks: Record<TenantRow['health'], Look> = {
  good: { tone: 'good', label: 'Healthy' },
  watch: { tone: 'warn', label: 'Needs attention' },
  bad: { tone: 'bad', label: 'Unhealthy' },
}

export const troubleTexts: Record<TenantRow['troubles'][number], string> = {
  suspended: 'Suspended by an operator',
  restricted: 'Payment failed permanently: calls are refused',
  call_errors: 'More than 5% of calls fail',
  grace: 'A payment failed and is being retried',
  failed_runs: 'Training runs or batches failed this week',
  failing_webhooks: 'A webhook endpoint is not responding',
  overdue_invoices: 'An invoice is overdue',
}

export const optionsOf = <T extends string>(looks: Record<T, Look>): { value: T; label: string }[] =>
  // The keys of a record are its type's own.
  (Object.keys(looks) as T[]).map((value) => ({ value, label: looks[value].label }))

export const Standing = ({ standing }: { standing: TenantRow['standing'] }) => (
  <Badge tone={standingLooks[standing].tone} dot>
    {standingLooks[standing].label}
  </Badge>
)

export const Health = ({ tenant }: { tenant: Pick<TenantRow, 'health' | 'troubles'> }) => (
  <Badge
    tone={healthLooks[tenant.health].tone}
    dot
    title={tenant.troubles.map((trouble) => troubleTexts[trouble]).join('. ')}
  >
    {healthLooks[tenant.health].label}
  </Badge>
)
