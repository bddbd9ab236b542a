import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { LatencyCard, StatusShell } from './status-shell.tsx'
import { formatUptime, UptimeBars } from './uptime-bars.tsx'

const route = getRouteApi('/status/$deploymentId')
const refreshMs = 30_000

const sentences = {
  up: 'Up and running',
  down: 'More than one call in twenty failed in the last hour',
  stopped: 'Stopped by its owner',
} as const

/** How a deployment does, for anybody, where its people made that public. */
export function DeploymentStatusPage() {
  const { deploymentId } = route.useParams()
  const status = useQuery(
    trpc.status.deployment.queryOptions({ id: deploymentId }, { refetchInterval: refreshMs }),
  )
  return (
    <main>
      <QueryView query={status} skeleton={<PageSkeleton />} page>
        {(one) => (
          <StatusShell title={one.name} at={one.at} state={one.state} sentence={sentences[one.state]}>
            <Card>
              <CardHeader
                title="Last 90 days"
                description="Share of calls that were answered, or refused because of the request itself."
                actions={<span className="figure text-[13px] text-soft">{formatUptime(one.uptime)}</span>}
              />
              <CardBody>
                <UptimeBars name={one.name} days={one.days} uptime={one.uptime} />
              </CardBody>
            </Card>
            <LatencyCard latency={one.latency} />
          </StatusShell>
        )}
      </QueryView>
    </main>
  )
}
