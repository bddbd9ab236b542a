import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { Handshake } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { formatCount } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { EngagementPipeline } from '../../lib/views.ts'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CardSkeleton, TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { rowLink, rowLook, Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { ServiceStatus, stateName } from './service-status.tsx'

const route = getRouteApi('/shell/operator/services')
const size = 25

export function OperatorServicesPage() {
  const { state, page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const pipeline = useQuery(trpc.operatorService.pipeline.queryOptions())
  const services = useQuery({
    ...trpc.operatorService.list.queryOptions({
      offset: pageOffset(page, size),
      limit: size,
      ...(state ? { state } : {}),
    }),
    placeholderData: keepPreviousData,
  })
  useSubscription(
    trpc.operatorService.onChange.subscriptionOptions(undefined, {
      onData: () => void queries.invalidateQueries(trpc.operatorService.pathFilter()),
    }),
  )
  return (
    <>
      <PageHeader
        title="Services"
        description="What tenants have asked for, from the request to the last milestone. Currencies are never added."
      />
      <div className="grid gap-6">
        <QueryView query={pipeline} skeleton={<CardSkeleton />}>
          {(stages) => (
            <Pipeline
              stages={stages}
              chosen={state}
              onChoose={(next) => void navigate({ search: { state: next } })}
            />
          )}
        </QueryView>
        <Card>
          <QueryView query={services} skeleton={<TableSkeleton />}>
            {({ items, total }) =>
              items.length === 0 ? (
                <EmptyState
                  icon={Handshake}
                  title={state ? `None is ${stateName(state).toLowerCase()}` : 'No requests yet'}
                >
                  {!state && 'A tenant asks for one on its own Services page; you get a mail.'}
                </EmptyState>
              ) : (
                <>
                  <Table label="Services">
                    <thead>
                      <tr>
                        <Th>Service</Th>
                        <Th>State</Th>
                        <Th className={wideOnly}>Milestones</Th>
                        <Th align="right">Worth</Th>
                        <Th className={wideOnly}>Updated</Th>
                      </tr>
                    </thead>
                    <tbody>
                      {items.map((one) => (
                        <Tr key={one.id} className={rowLook} data-testid="service-row">
                          <Td className="max-w-44 sm:max-w-80">
                            <Link
                              to="/operator/services/$serviceId"
                              params={{ serviceId: one.id }}
                              className={`${rowLink} block truncate`}
                            >
                              {one.title}
                            </Link>
                            <span className="block truncate text-[13px] text-faint">{one.workspaceName}</span>
                          </Td>
                          <Td>
                            <ServiceStatus state={one.state} />
                          </Td>
                          <Td className={`text-soft ${wideOnly}`}>
                            {one.milestones.total === 0
                              ? '–'
                              : `${one.milestones.done} of ${one.milestones.total}`}
                          </Td>
                          <Td align="right">
                            {one.totalMinor === null ? '–' : formatMoney(one.totalMinor, one.currency)}
                          </Td>
                          <Td className={`whitespace-nowrap text-faint ${wideOnly}`}>
                            <Time at={one.updatedAt} />
                          </Td>
                        </Tr>
                      ))}
                    </tbody>
                  </Table>
                  <Pagination
                    page={page}
                    size={size}
                    total={total}
                    noun="service"
                    onPage={(next) => void navigate({ search: (now) => ({ ...now, page: next }) })}
                  />
                </>
              )
            }
          </QueryView>
        </Card>
      </div>
    </>
  )
}

type State = EngagementPipeline[number]['state']

const Pipeline = ({
  stages,
  chosen,
  onChoose,
}: {
  stages: EngagementPipeline
  chosen: State | undefined
  onChoose: (state: State | undefined) => void
}) => (
  <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-7" data-testid="pipeline">
    {stages.map(({ state, count, sums }) => (
      <li key={state} className="grid">
        <button
          type="button"
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? undefined : state)}
          className={cn(
            'grid content-start gap-0.5 rounded-xl border bg-surface px-4 py-3 text-left shadow-card transition-colors hover:bg-sunken/60',
            chosen === state ? 'border-accent' : 'border-line',
          )}
        >
          <span className="text-[13px] text-faint">{stateName(state)}</span>
          <span className="figure font-semibold text-lg">{formatCount(count)}</span>
          {sums.map(({ currency, totalMinor }) => (
            <span key={currency} className="figure text-[13px] text-soft">
              {formatMoney(totalMinor, currency)}
            </span>
          ))}
        </button>
      </li>
    ))}
  </ul>
)
