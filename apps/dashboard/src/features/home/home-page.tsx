import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatPercent } from '../../lib/format.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Skeleton, TableSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DeploymentStatus } from '../../ui/status.tsx'
import { Checklist } from './checklist.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { SponsorNotice } from './sponsor-notice.tsx'

export function HomePage() {
  const { user, workspace } = useSession()
  const firstName = user.name.split(/\s+/)[0] ?? user.name
  return (
    <>
      <PageHeader
        title="Home"
        heading={`Hello, ${firstName}`}
        description={`How ${workspace.name} stands.`}
      />
      <div className="grid gap-6">
        <Checklist />
        <KeyNumbers />
        <SponsorNotice />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <RecentRuns />
          <LiveEndpoints />
        </div>
      </div>
    </>
  )
}

function KeyNumbers() {
  const usage = useQuery(trpc.billing.usage.queryOptions())
  const models = useQuery(trpc.model.list.queryOptions({ offset: 0, limit: 1 }))
  const datasets = useQuery(trpc.dataset.list.queryOptions({ offset: 0, limit: 1 }))
  const deployments = useQuery(trpc.deployment.list.queryOptions({ offset: 0, limit: 50 }))
  const waiting = <Skeleton className="my-1 h-6 w-16" />
  const count = (value: number | undefined, failed: boolean) =>
    value === undefined ? (failed ? '–' : waiting) : formatCount(value)
  const live = deployments.data?.items.filter((one) => !one.stoppedAt).length
  const share =
    usage.data && usage.data.included > 0
      ? `${formatPercent(usage.data.used / usage.data.included, 0)} of ${formatCount(usage.data.included)} included`
      : ' '
  return (
    <StatRow>
      <Stat label="Predictions this period" value={count(usage.data?.used, usage.isError)} note={share} />
      <Stat label="Live deployments" value={count(live, deployments.isError)} note="answering calls" />
      <Stat label="Models" value={count(models.data?.total, models.isError)} note="trained here" />
      <Stat label="Datasets" value={count(datasets.data?.total, datasets.isError)} note="versioned" />
    </StatRow>
  )
}

function LiveEndpoints() {
  const deployments = useQuery(trpc.deployment.list.queryOptions({ offset: 0, limit: 50 }))
  return (
    <Card>
      <CardHeader
        title="Deployments"
        actions={
          <Button size="sm" look="ghost" asChild>
            <Link to="/deployments">All</Link>
          </Button>
        }
      />
      <QueryView query={deployments} skeleton={<TableSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Rocket} title="Nothing is live yet" className="pt-6 pb-10">
              Train a model, read its report, and deploy it with one click.
            </EmptyState>
          ) : (
            <ul className="border-line border-t">
              {items.slice(0, 5).map((one) => (
                <li key={one.id} className="border-line border-b last:border-b-0">
                  <Link
                    to="/deployments/$deploymentId"
                    params={{ deploymentId: one.id }}
                    className="flex items-center gap-3 px-5 py-3 transition-colors last:rounded-b-xl hover:bg-sunken/60 focus-visible:-outline-offset-2"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium text-sm">{one.name}</span>
                      <span className="block truncate text-[13px] text-faint">
                        {one.modelName} v{one.version.number}
                      </span>
                    </span>
                    <span className="figure hidden text-[13px] text-faint sm:block">
                      {formatCount(one.predictionsThisPeriod)} calls
                    </span>
                    <DeploymentStatus stopped={one.stoppedAt !== null} />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}
