import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { PenLine } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { usePagedQuery, usePageInAddress } from '../../lib/paged-query.ts'
import type { OperatorEngagementDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { AttachmentsCard } from './attachments-card.tsx'
import { Board } from './board.tsx'
import { BriefView } from './brief-view.tsx'
import { DedicatedCard } from './dedicated-card.tsx'
import { Discussion, entriesPerPage } from './discussion.tsx'
import { QuoteEditor } from './quote-editor.tsx'
import { QuoteVersions } from './quote-versions.tsx'
import { SendDraft } from './send-draft.tsx'
import { ServiceFrame } from './service-frame.tsx'

const route = getRouteApi('/shell/operator/services/$serviceId')

export function OperatorServicePage() {
  const { serviceId } = route.useParams()
  const queries = useQueryClient()
  const service = useQuery(trpc.operatorService.get.queryOptions({ id: serviceId }))
  useSubscription(
    trpc.operatorService.onChange.subscriptionOptions(undefined, {
      onData: () => void queries.invalidateQueries(trpc.operatorService.pathFilter()),
    }),
  )
  return (
    <QueryView query={service} skeleton={<PageSkeleton />} page>
      {(one) => <Service service={one} />}
    </QueryView>
  )
}

function Service({ service }: { service: OperatorEngagementDetail }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const { id } = service
  const entries = usePagedQuery(usePageInAddress(), entriesPerPage, (window) =>
    trpc.operatorService.entries.queryOptions({ id, ...window }),
  )
  const comment = useMutation(
    trpc.operatorService.comment.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.operatorService.pathFilter()),
    }),
  )
  const working = service.state === 'active' || service.state === 'completed'
  return (
    <ServiceFrame
      service={service}
      crumbs={[
        <Link key="services" to="/operator/services">
          Services
        </Link>,
        <Link key="tenant" to="/operator/tenants/$workspaceId" params={{ workspaceId: service.workspaceId }}>
          {service.workspaceName}
        </Link>,
      ]}
      tab={search.tab ?? (working ? 'work' : 'request')}
      onTab={(tab) => void navigate({ search: { tab }, replace: true })}
      parts={{
        request: (
          <div className="grid gap-6">
            <BriefView service={service} linked={false} />
            <AttachmentsCard service={service} canWrite={false} asOperator />
          </div>
        ),
        quote: <Quote service={service} />,
        work: (
          <div className="grid gap-6">
            <Board service={service} />
            <DedicatedCard service={service} />
          </div>
        ),
        discussion: <Discussion entries={entries} onComment={(text) => comment.mutateAsync({ id, text })} />,
      }}
    />
  )
}

function Quote({ service }: { service: OperatorEngagementDetail }) {
  const [editing, setEditing] = useState(false)
  const quotable = !['active', 'completed', 'cancelled'].includes(service.state)
  const [latest] = service.quotes
  if (editing && quotable) return <QuoteEditor service={service} onClose={() => setEditing(false)} />
  const write = quotable && (
    <Button
      look={latest ? 'secondary' : 'primary'}
      onClick={() => setEditing(true)}
      data-testid="write-quote"
    >
      <PenLine />
      {latest === undefined
        ? 'Write the quote'
        : latest.state === 'draft'
          ? 'Edit the draft'
          : 'Write the next version'}
    </Button>
  )
  if (!latest)
    return (
      <Card>
        <EmptyState icon={PenLine} title="No quote yet" action={write}>
          Lines, milestones that add up to the total, a deposit and terms. The tenant sees it once you send
          it.
        </EmptyState>
      </Card>
    )
  return (
    <div className="grid gap-6">
      {quotable && (
        <div className="flex flex-wrap justify-end gap-2">
          {write}
          {latest.state === 'draft' && <SendDraft draft={latest} />}
        </div>
      )}
      <QuoteVersions key={latest.id} quotes={service.quotes} asOperator />
    </div>
  )
}
