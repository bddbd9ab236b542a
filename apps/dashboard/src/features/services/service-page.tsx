import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { trpc } from '../../lib/api.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import { useSession } from '../../lib/session.ts'
import type { EngagementDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { AttachmentsCard } from './attachments-card.tsx'
import { BriefView } from './brief-view.tsx'
import { Discussion, entriesPerPage } from './discussion.tsx'
import { QuotesTab } from './quotes-tab.tsx'
import { ServiceFrame } from './service-frame.tsx'
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
  const entries = usePagedQuery(usePageInAddress(), entriesPerPage, (window) =>
    trpc.service.entries.queryOptions({ id, ...window }),
  )
  const refresh = { onSuccess: () => queries.invalidateQueries(trpc.service.pathFilter()) }
  const cancel = useMutation(trpc.service.cancel.mutationOptions(refresh))
  const comment = useMutation(trpc.service.comment.mutationOptions(refresh))
  const mayCancel = canWrite && !['active', 'completed', 'cancelled'].includes(service.state)
  return (
    <ServiceFrame
      service={service}
      crumbs={[
        <Link key="services" to="/services">
          Services
        </Link>,
      ]}
      actions={
        mayCancel && (
          <ConfirmDialog
            title="Withdraw the request?"
            confirm="Withdraw"
            trigger={<Button>Take back</Button>}
            onConfirm={() => cancel.mutateAsync({ id })}
          >
            Quotes can no longer be accepted. You can request again at any time.
          </ConfirmDialog>
        )
      }
      tab={search.tab ?? startTab(service)}
      onTab={(tab) => void navigate({ search: { tab }, replace: true })}
      quotes={service.quotes.length}
      parts={{
        request: (
          <div className="grid gap-6">
            <BriefView service={service} />
            <AttachmentsCard service={service} canWrite={canWrite} />
          </div>
        ),
        quote: <QuotesTab service={service} />,
        work: <WorkTab service={service} />,
        discussion: (
          <Discussion
            entries={entries}
            onComment={canWrite ? (text) => comment.mutateAsync({ id, text }) : null}
          />
        ),
      }}
    />
  )
}
