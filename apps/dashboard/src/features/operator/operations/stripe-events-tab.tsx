import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { formatCount } from '../../../lib/format.ts'
import { usePagedQuery, usePageInAddress } from '../../../lib/paged-query.ts'
import type { StripeEventRow } from '../../../lib/views.ts'
import { toastDone, toastError } from '../../../ui/action-toast.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { numericColumns } from '../../../ui/data-table.tsx'
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx'
import { ListTable } from '../../../ui/list-table.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Td, Tr } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'

const route = getRouteApi('/shell/operator/webhooks')

const looks: Record<StripeEventRow['state'], { tone: Tone; label: string }> = {
  applied: { tone: 'good', label: 'Applied' },
  waiting: { tone: 'accent', label: 'Waiting' },
  failed: { tone: 'bad', label: 'Failed' },
}
const states = (['applied', 'waiting', 'failed'] as const).map((value) => ({
  value,
  label: looks[value].label,
}))

export function StripeEventsTab() {
  const { state, type } = route.useSearch()
  const navigate = route.useNavigate()
  const events = usePagedQuery(usePageInAddress(), 50, (window) =>
    trpc.operations.stripeEvents.queryOptions(
      { ...(state && { state }), ...(type && { type }), ...window },
      { refetchInterval: 5_000 },
    ),
  )
  const narrow = (change: { state?: typeof state; type?: typeof type }) =>
    void navigate({ search: { state, type, ...change }, replace: true })
  return (
    <>
      <FilterBar>
        <SearchBox
          label="Type, such as invoice."
          value={type ?? ''}
          className="sm:w-60"
          onSearch={(next) => narrow({ type: next || undefined })}
        />
        <FilterSelect
          label="Status"
          every="Any state"
          value={state}
          options={states}
          onChange={(next) => narrow({ state: next })}
        />
      </FilterBar>
      <ListTable
        label="Events from Stripe"
        query={events}
        columns={['Event', 'Status', ...numericColumns('Attempts'), 'Error', 'Received']}
        actions
        row={(one) => <EventRow key={one.id} event={one} />}
        noun="event"
        empty={
          <EmptyState icon={Inbox} title="No matching events">
            Stripe's events arrive with the first payment. Test the endpoint under Platform settings.
          </EmptyState>
        }
      />
    </>
  )
}

function EventRow({ event }: { event: StripeEventRow }) {
  const queries = useQueryClient()
  const replay = useMutation(
    trpc.operations.replayStripeEvent.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.operations.stripeEvents.pathFilter())
        toastDone('Event reapplied.')
      },
      onError: toastError,
    }),
  )
  return (
    <Tr data-testid="stripe-event">
      <Td>
        <span className="block font-medium">{event.type}</span>
        <span className="block font-mono text-faint text-xs">{event.stripeEventId}</span>
      </Td>
      <Td>
        <Badge tone={looks[event.state].tone} dot>
          {looks[event.state].label}
        </Badge>
      </Td>
      <Td align="right">{event.state === 'applied' ? '–' : formatCount(event.attempts)}</Td>
      <Td className="max-w-72 truncate text-bad" title={event.error ?? ''}>
        {event.error ?? <span className="text-faint">–</span>}
      </Td>
      <Td className="whitespace-nowrap text-faint">
        <Time at={event.receivedAt} />
      </Td>
      <Td align="right">
        <Button
          size="sm"
          pending={replay.isPending}
          onClick={() => replay.mutate({ id: event.id })}
          data-testid="replay-event"
        >
          Reapply
        </Button>
      </Td>
    </Tr>
  )
}
