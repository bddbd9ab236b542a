import { formatCalendarDay, formatCompact, formatCount, plural } from '../../../lib/format.ts'
import type { TenantDetail } from '../../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { BarFigure } from '../../../ui/chart.tsx'
import { Facts } from '../../../ui/facts.tsx'

/** Predictions of the last thirty days, and what came of a week's calls. */
export function TenantUsage({ tenant }: { tenant: TenantDetail }) {
  const { calls, days } = tenant
  const total = days.reduce((sum, one) => sum + one.predictions, 0)
  return (
    <Card>
      <CardHeader title="Usage" description={`${plural(total, 'prediction')} in the last 30 days`} />
      <CardBody className="grid gap-5">
        <BarFigure
          label="Predictions by day"
          className="h-48"
          data={days}
          x="day"
          xName="Day"
          series={[{ key: 'predictions', name: 'Predictions', colour: 'var(--chart-1)' }]}
          formatX={(day) => formatCalendarDay(String(day))}
          formatY={formatCompact}
        />
        <Facts
          items={[
            ['Calls answered, 7 days', formatCount(calls.answered)],
            ['Refused for invalid input', formatCount(calls.refused)],
            ['Over a rate limit, quota or cap', formatCount(calls.limited)],
            ['Failed on our side', formatCount(calls.broken)],
            ['Failed training runs and batches', formatCount(calls.failedRuns)],
          ]}
        />
      </CardBody>
    </Card>
  )
}
