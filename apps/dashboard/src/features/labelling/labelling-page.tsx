import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useSubscription } from '@trpc/tanstack-react-query'
import { ScanEye, Settings2, Tags } from 'lucide-react'
import { useCallback, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import type { LabellingOverview, LabellingQueue } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Labeller } from './labeller.tsx'
import { LabellingFigures } from './labelling-figures.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { PublishCard } from './publish-card.tsx'
import { ReviewList } from './review-list.tsx'

const route = getRouteApi('/shell/data/$datasetId/label')

const queueWords: Record<LabellingQueue, string> = {
  unlabelled: 'Unlabelled',
  uncertain: 'The model is unsure',
  contradicted: 'The model disagrees',
  production: 'From calls',
}

export function LabellingPage() {
  const { datasetId } = route.useParams()
  const dataset = useQuery(trpc.dataset.get.queryOptions({ id: datasetId }))
  return (
    <QueryView query={dataset} skeleton={<PageSkeleton />} page>
      {({ name }) => <LabellingOf datasetId={datasetId} name={name} />}
    </QueryView>
  )
}

function LabellingOf({ datasetId, name }: { datasetId: string; name: string }) {
  const queries = useQueryClient()
  const overview = useQuery(trpc.labelling.overview.queryOptions({ datasetId }))
  const key = trpc.labelling.overview.queryKey({ datasetId })
  useSubscription(
    trpc.labelling.onOverview.subscriptionOptions(
      { datasetId },
      {
        enabled: overview.data !== undefined,
        onData: (next) => queries.setQueryData(key, next),
      },
    ),
  )
  const header = (actions?: React.ReactNode) => (
    <PageHeader
      title={`Label ${name}`}
      crumbs={[
        <Link key="data" to="/data">
          Data
        </Link>,
        <Link key="dataset" to="/data/$datasetId" params={{ datasetId }}>
          {name}
        </Link>,
      ]}
      description="One row at a time. Labels people agree on become the next version."
      actions={actions}
    />
  )
  const nothing = (
    <>
      {header()}
      <Card>
        <EmptyState
          icon={Tags}
          title="No rows to label"
          action={<LookButton datasetId={datasetId} primary />}
        >
          Rows without a label wait here after an upload. A model can also check labelled rows for ones it is
          unsure of or disagrees with.
        </EmptyState>
      </Card>
    </>
  )
  return (
    <QueryView query={overview} skeleton={<PageSkeleton />} page>
      {(one) =>
        one === null ? (
          nothing
        ) : (
          <>
            {header(<HeaderActions datasetId={datasetId} overview={one} />)}
            <LabellingBody datasetId={datasetId} overview={one} />
          </>
        )
      }
    </QueryView>
  )
}

function HeaderActions({ datasetId, overview }: { datasetId: string; overview: LabellingOverview }) {
  const { canWrite } = useSession()
  const [editing, setEditing] = useState(false)
  if (!canWrite) return null
  return (
    <>
      <LookButton datasetId={datasetId} running={overview.scoring?.running ?? false} />
      <Button onClick={() => setEditing(true)} data-testid="edit-classes">
        <Settings2 />
        Classes and people
      </Button>
      {editing && <PlanDialog datasetId={datasetId} plan={overview.plan} onClose={() => setEditing(false)} />}
    </>
  )
}

function LookButton({
  datasetId,
  running = false,
  primary = false,
}: {
  datasetId: string
  running?: boolean
  primary?: boolean
}) {
  const queries = useQueryClient()
  const look = useMutation(
    trpc.labelling.score.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.labelling.pathFilter()),
      onError: toastError,
    }),
  )
  return (
    <Button
      look={primary ? 'primary' : 'secondary'}
      pending={running || look.isPending}
      onClick={() => look.mutate({ datasetId })}
      data-testid="look-through"
    >
      <ScanEye />
      {running ? 'A model is checking…' : 'Check with a model'}
    </Button>
  )
}

function LabellingBody({ datasetId, overview }: { datasetId: string; overview: LabellingOverview }) {
  const { queue, page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const refresh = useCallback(
    () => void queries.invalidateQueries(trpc.labelling.overview.queryFilter({ datasetId })),
    [queries, datasetId],
  )
  const busiest = overview.queues.find(({ forMe }) => forMe > 0)?.queue ?? 'unlabelled'
  const chosen = queue ?? busiest
  const [unsaved, setUnsaved] = useState(0)
  const isNameless = overview.plan.classes.length === 0
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
      <div className="min-w-0">
        {!canWrite && (
          <Notice className="mb-4">Your role is view-only; labelling requires the member role.</Notice>
        )}
        <Tabs
          label="Queues"
          value={chosen}
          onChange={(next) => void navigate({ search: { queue: next }, replace: true })}
          items={[
            ...overview.queues.map(({ queue: own, forMe }) => ({
              value: own,
              label: queueWords[own],
              count: formatCount(forMe),
              content:
                own !== chosen ? null : isNameless ? (
                  <Card>
                    <EmptyState icon={Tags} title="What are the classes?">
                      Name them under “Classes and people”, and label the first row.
                    </EmptyState>
                  </Card>
                ) : canWrite ? (
                  <Labeller
                    key={`${own} ${overview.scoring?.at?.getTime() ?? 0}`}
                    datasetId={datasetId}
                    queue={own}
                    overview={overview}
                    onSaved={refresh}
                    onUnsaved={setUnsaved}
                  />
                ) : null,
            })),
            {
              value: 'review' as const,
              label: 'To resolve',
              count: formatCount(overview.disputed),
              content: (
                <ReviewList
                  datasetId={datasetId}
                  overview={overview}
                  pages={[page, (next) => void navigate({ search: { queue: 'review', page: next } })]}
                />
              ),
            },
          ]}
        />
      </div>
      <aside className="grid gap-6">
        <PublishCard datasetId={datasetId} overview={overview} unsaved={unsaved} />
        <LabellingFigures overview={overview} />
      </aside>
    </div>
  )
}
