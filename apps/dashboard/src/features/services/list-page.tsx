import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { Handshake, Plus } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatMoney } from '../../lib/money.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pagination, pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { rowLink, rowLook, Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { RequestDialog } from './request-dialog.tsx'
import { ServiceStatus } from './service-status.tsx'

const route = getRouteApi('/shell/services')
const size = 25

export function ServiceListPage() {
  const { page = 1, dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const services = useQuery({
    ...trpc.service.list.queryOptions({ offset: pageOffset(page, size), limit: size }),
    placeholderData: keepPreviousData,
  })
  useSubscription(
    trpc.service.onChange.subscriptionOptions(undefined, {
      onData: () => void queries.invalidateQueries(trpc.service.list.pathFilter()),
    }),
  )
  const setDialog = (open: boolean) =>
    void navigate({ search: (now) => ({ ...now, dialog: open ? 'new' : undefined }), replace: true })
  const ask = (
    <Button look="primary" onClick={() => setDialog(true)} disabled={!canWrite} data-testid="new-service">
      <Plus />
      Ask for a service
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Services"
        description="Have a classifier made for you: say what it shall do, read the quote, and follow the work to the last milestone."
        actions={ask}
      />
      <Card>
        <QueryView query={services} skeleton={<TableSkeleton />}>
          {({ items, total }) =>
            items.length === 0 ? (
              <EmptyState icon={Handshake} title="No services yet" action={ask}>
                Describe the decision that you want taken and the data that you have. A quote follows; nothing
                is charged before you sign it.
              </EmptyState>
            ) : (
              <>
                <Table label="Services">
                  <thead>
                    <tr>
                      <Th>Service</Th>
                      <Th>State</Th>
                      <Th className={wideOnly}>Milestones</Th>
                      <Th align="right">Price</Th>
                      <Th className={wideOnly}>Updated</Th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((one) => (
                      <Tr key={one.id} className={rowLook} data-testid="service-row">
                        <Td className="max-w-44 sm:max-w-80">
                          <Link
                            to="/services/$serviceId"
                            params={{ serviceId: one.id }}
                            className={`${rowLink} block truncate`}
                          >
                            {one.title}
                          </Link>
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
      {dialog === 'new' && canWrite && <RequestDialog onClose={() => setDialog(false)} />}
    </>
  )
}
