import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download, Gauge } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { formatCompact, formatCount, formatMs, formatPercent, plural } from '../../lib/format.ts'
import { saveFile } from '../../lib/save-file.ts'
import type { DeploymentDetail, DeploymentFigures } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { BarFigure, LineFigure } from '../../ui/chart.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { errorsOf, figuresCsv, formatPoint, type Range, rangeNames, ranges } from './figures.ts'
import { FiguresTable } from './figures-table.tsx'
import { PublicStatusCard } from './public-status-card.tsx'

const route = getRouteApi('/shell/deployments/$deploymentId')
const refreshMs = 5_000

/** How many calls there were, how long they took and what failed, up to this moment. */
export function FiguresTab({ deployment }: { deployment: DeploymentDetail }) {
  const { range = '1h' } = route.useSearch()
  const navigate = route.useNavigate()
  const [asTable, setAsTable] = useState(false)
  const figures = useQuery({
    ...trpc.deployment.figures.queryOptions({ id: deployment.id, range }, { refetchInterval: refreshMs }),
    placeholderData: keepPreviousData,
  })
  return (
    <QueryView query={figures} skeleton={<TableSkeleton />}>
      {(one) => (
        <div className="grid gap-6" data-testid="figures">
          <div className="flex flex-wrap items-center gap-2">
            <Select
              aria-label="Range"
              className="w-44"
              value={range}
              onChange={(next) =>
                void navigate({
                  search: (now) => ({ ...now, range: next === '1h' ? undefined : next }),
                  replace: true,
                  resetScroll: false,
                })
              }
              options={ranges.map((value) => ({ value, label: rangeNames[value] }))}
            />
            <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {asTable ? 'Show charts' : 'Show a table'}
            </Button>
            <Button
              onClick={() => saveFile(`${deployment.id}-${range}.csv`, 'text/csv', figuresCsv(one.points))}
            >
              <Download />
              CSV
            </Button>
          </div>
          <Totals figures={one} />
          {asTable ? (
            <Card>
              <FiguresTable points={one.points} range={range} />
            </Card>
          ) : (
            <Charts figures={one} range={range} />
          )}
          <PublicStatusCard deployment={deployment} />
        </div>
      )}
    </QueryView>
  )
}

function Totals({ figures: { total } }: { figures: DeploymentFigures }) {
  const errors = errorsOf(total)
  const calls = total.answered + errors
  return (
    <StatRow>
      <Stat
        label="Calls"
        value={formatCount(calls)}
        note={`${formatCount(total.inputs)} inputs answered`}
        data-testid="figures-calls"
      />
      <Stat
        label="p50"
        value={formatMs(total.p50Ms)}
        explain="Half of the answered calls took at most this long, from key check to durable answer. Measured in steps of 19%."
      />
      <Stat label="p95 · p99" value={`${formatMs(total.p95Ms)} · ${formatMs(total.p99Ms)}`} />
      <Stat
        label="Errors"
        value={calls === 0 ? '–' : formatPercent(errors / calls, 1)}
        note={
          errors === 0
            ? 'every call was answered'
            : `${plural(errors, 'call')}, ${formatCount(total.failed + total.overloaded)} on our side`
        }
      />
      <Stat label="Cold starts" value={formatCount(total.coldStarts)} note="waited for the model" />
    </StatRow>
  )
}

function Charts({ figures, range }: { figures: DeploymentFigures; range: Range }) {
  const { total, points } = figures
  if (total.answered + errorsOf(total) === 0)
    return (
      <Card>
        <EmptyState icon={Gauge} title="No calls in this range">
          Metrics appear within seconds of a call. Choose a longer range, or try the playground.
        </EmptyState>
      </Card>
    )
  const rows = points.map((point) => ({ ...point, at: point.at.getTime() }))
  const shown = (at: string | number) => formatPoint(new Date(Number(at)), range)
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Card>
        <CardHeader title="Calls" description={`Per ${formatStep(figures.stepSeconds)}.`} />
        <CardBody>
          <BarFigure
            label="Calls over time"
            data={rows}
            x="at"
            xName="Time"
            formatX={shown}
            formatY={formatCompact}
            series={[
              { key: 'answered', name: 'Answered', colour: 'var(--chart-1)' },
              { key: 'refused', name: 'Refused', colour: 'var(--chart-2)' },
              { key: 'limited', name: 'Over limit', colour: 'var(--chart-3)' },
              { key: 'overloaded', name: 'Overloaded', colour: 'var(--chart-4)' },
              { key: 'failed', name: 'Failed', colour: 'var(--bad)' },
            ]}
          />
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Latency" description="Answered calls only." />
        <CardBody>
          <LineFigure
            label="Latency over time"
            data={rows}
            x="at"
            xName="Time"
            formatX={shown}
            formatY={formatMs}
            domain={[0, 'auto']}
            series={[
              { key: 'p50Ms', name: 'p50', dots: true, colour: 'var(--chart-1)' },
              { key: 'p95Ms', name: 'p95', dots: true, colour: 'var(--chart-2)' },
              { key: 'p99Ms', name: 'p99', dots: true, colour: 'var(--chart-3)' },
            ]}
          />
        </CardBody>
      </Card>
    </div>
  )
}

const formatStep = (seconds: number): string =>
  seconds < 3600
    ? seconds === 60
      ? 'minute'
      : `${seconds / 60} minutes`
    : seconds === 3600
      ? 'hour'
      : `${seconds / 3600} hours`
