import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatMs, plural } from '../../lib/format.ts'
import type { DeploymentView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Skeleton, TableSkeleton } from '../../ui/skeleton.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DeploymentStatus } from '../../ui/status.tsx'
import { mostLive, shownDeployments } from './shown-deployments.ts'

/** The newest deployments with the calls of their last 24 hours. */
export function LiveEndpoints() {
  const deployments = useQuery(trpc.deployment.list.queryOptions(shownDeployments))
  return (
    <Card>
      <CardHeader
        title="Deployments"
        description="The last 24 hours."
        actions={
          <Button size="sm" look="ghost" asChild>
            <Link to="/deployments">All</Link>
          </Button>
        }
      />
      <QueryView query={deployments} skeleton={<TableSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Rocket} title="No live deployments yet" className="pt-6 pb-10">
              Train a model, read its report, and deploy it with one click.
            </EmptyState>
          ) : (
            <ul className="border-line border-t">
              {items.slice(0, mostLive).map((one) => (
                <li key={one.id} className="border-line border-b last:border-b-0">
                  <Endpoint deployment={one} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}

const Endpoint = ({ deployment }: { deployment: DeploymentView }) => (
  <Link
    to="/deployments/$deploymentId"
    params={{ deploymentId: deployment.id }}
    className="flex items-center gap-4 px-5 py-3 transition-colors hover:bg-sunken/60 focus-visible:-outline-offset-2"
  >
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium text-sm">{deployment.name}</span>
      <span className="block truncate text-[13px] text-faint">
        {deployment.modelName} v{deployment.version.number}
      </span>
    </span>
    {deployment.stoppedAt === null && <Day deploymentId={deployment.id} />}
    <DeploymentStatus stopped={deployment.stoppedAt !== null} />
  </Link>
)

function Day({ deploymentId }: { deploymentId: string }) {
  const { data } = useQuery(
    trpc.deployment.figures.queryOptions({ id: deploymentId, range: '24h' }, { refetchInterval: 30_000 }),
  )
  if (!data) return <Skeleton className="h-6 w-40 max-sm:hidden" />
  const { total, points } = data
  const errors = total.refused + total.limited + total.overloaded + total.failed
  return (
    <span className="flex items-center gap-3 max-sm:hidden">
      <Sparkline values={points.map(({ answered }) => answered)} label="Answered calls over 24 hours" />
      <span className="figure w-24 whitespace-nowrap text-right text-[13px] text-faint">
        <span className="block">{plural(total.answered + errors, 'call')}</span>
        {errors > 0 ? (
          <span className="block text-bad">{plural(errors, 'error')}</span>
        ) : (
          <span className="block">p95 {formatMs(total.p95Ms)}</span>
        )}
      </span>
    </span>
  )
}
