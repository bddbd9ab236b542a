import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import type { PlatformStatus } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { LatencyCard, StatusShell } from './status-shell.tsx'
import { formatUptime, UptimeBars } from './uptime-bars.tsx'

const refreshMs = 30_000

const names: Record<PlatformStatus['parts'][number]['part'], string> = {
  api: 'API',
  worker: 'Training and hosting',
  database: 'Database',
  queue: 'Job queue',
  storage: 'Storage',
}
const states = { up: 'Operational', down: 'Not responding', unknown: 'Unknown' } as const
const tones = { up: 'good', down: 'bad', unknown: 'neutral' } as const

/** How the platform does, for anybody. */
export function StatusPage() {
  const status = useQuery(trpc.status.platform.queryOptions(undefined, { refetchInterval: refreshMs }))
  return (
    <main>
      <QueryView query={status} skeleton={<PageSkeleton />} page>
        {(one) => <Platform status={one} />}
      </QueryView>
    </main>
  )
}

function Platform({ status: { at, parts, latency } }: { status: PlatformStatus }) {
  const down = parts.filter(({ state }) => state === 'down').map(({ part }) => names[part])
  const unknown = parts.some(({ state }) => state === 'unknown')
  return (
    <StatusShell
      title="Platform status"
      at={at}
      state={down.length > 0 ? 'down' : unknown ? 'unknown' : 'up'}
      sentence={
        down.length > 0
          ? `${down.join(', ')}: ${down.length === 1 ? 'does' : 'do'} not respond`
          : unknown
            ? 'Not everything was checked in the last few minutes'
            : 'All systems operational'
      }
    >
      <Card>
        <CardHeader title="Last 90 days" description="Counted by the minute for each day, UTC." />
        <ul className="grid divide-y divide-line border-line border-t">
          {parts.map(({ part, state, uptime, days }) => (
            <li key={part} className="grid gap-2 px-5 py-4" data-testid={`status-${part}`}>
              <div className="flex flex-wrap items-center justify-between gap-2">
                <h3 className="flex items-center gap-2 font-medium text-sm">
                  {names[part]} <Badge tone={tones[state]}>{states[state]}</Badge>
                </h3>
                <span className="figure text-[13px] text-soft">{formatUptime(uptime)}</span>
              </div>
              <UptimeBars name={names[part]} days={days} uptime={uptime} />
            </li>
          ))}
        </ul>
      </Card>
      <LatencyCard latency={latency} />
    </StatusShell>
  )
}
