import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { EngagementDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { pageOffset } from '../../ui/pagination.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AttachmentsCard } from './attachments-card.tsx'
import { BriefView } from './brief-view.tsx'
import { Discussion, entriesPerPage } from './discussion.tsx'
import { QuotesTab } from './quotes-tab.tsx'
import { ServiceStatus } from './service-status.tsx'
import { WorkTab } from './work-tab.tsx'

const route = getRouteApi('/shell/services/$serviceId')

export function ServicePage() {
  const { serviceId } = route.useParams()
  const queries = useQueryClient()
  const service = useQuery(trpc.service.get.queryOptions({ id: serviceId }))
  useSubscription(
    trpc.service.onChange.subscriptionOptions(undefined, {
      onData: () => void queries.invalidateQueries(trpc.service.pathFilter()),
    }),
  )
  return (
    <QueryView query={service} skeleton={<PageSkeleton />} page>
      {(one) => <Service service={one} />}
    </QueryView>
  )
}

/** Where a reader most likely wants to look. */
const startTab = ({ state }: EngagementDetail) =>
  state === 'active' || state === 'completed' ? 'work' : state === 'requested' ? 'request' : 'quote'

function Service({ service }: { service: EngagementDetail }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const { canWrite } = useSession()
  const { id } = service
  const page = search.page ?? 1
  const entries = useQuery({
    ...trpc.service.entries.queryOptions({
      id,
      offset: pageOffset(page, entriesPerPage),
      limit: entriesPerPage,
    }),
    placeholderData: keepPreviousData,
  })
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.service.pathFilter()) }
  const cancel = useMutation(trpc.service.cancel.mutationOptions(refresh))
  const comment = useMutation(trpc.service.comment.mutationOptions(refresh))
  const mayCancel = canWrite && !['active', 'completed', 'cancelled'].includes(service.state)
  return (
    <>
      <PageHeader
        title={service.title}
        crumbs={[
          <Link key="services" to="/services">
            Services
          </Link>,
          'Service',
        ]}
        heading={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {service.title} <ServiceStatus state={service.state} />
          </span>
        }
        actions={
          mayCancel && (
            <ConfirmDialog
              title="Take the request back?"
              confirm="Take it back"
              trigger={<Button>Take back</Button>}
              onConfirm={() => cancel.mutateAsync({ id })}
            >
              No quote can be accepted any more. You may ask again at any time.
            </ConfirmDialog>
          )
        }
      />
      <Tabs
        label="Parts of the service"
        value={search.tab ?? startTab(service)}
        onChange={(tab) => void navigate({ search: { tab }, replace: true })}
        items={[
          {
            value: 'request',
            label: 'Request',
            content: (
              <div className="grid gap-6">
                <BriefView service={service} />
                <AttachmentsCard service={service} canWrite={canWrite} />
              </div>
            ),
          },
          {
            value: 'quote',
            label: 'Quote',
            ...(service.quotes.length > 0 ? { count: service.quotes.length } : {}),
            content: <QuotesTab service={service} />,
          },
          { value: 'work', label: 'Work', content: <WorkTab service={service} /> },
          {
            value: 'discussion',
            label: 'Discussion',
            content: (
              <Discussion
                entries={entries}
                page={page}
                onPage={(next) => void navigate({ search: (now) => ({ ...now, page: next }) })}
                onComment={canWrite ? (text) => comment.mutateAsync({ id, text }) : null}
              />
            ),
          },
        ]}
      />
    </>
  )
}
