import type { ColumnProfile, DatasetProfile } from '@assay/datasets/schema'
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { formatCount, formatPercent } from '../../lib/format.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Bars } from '../../ui/bars.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Histogram } from './histogram.tsx'
import { RowsLink, wholeLink } from './rows/rows-link.tsx'

const shownCategories = 12

/** How every column is spread; each bar leads to its rows. */
export function ChartsCard({ version, profile }: { version: DatasetVersionView; profile: DatasetProfile }) {
  const charts = useQuery(
    trpc.dataset.charts.queryOptions({ id: version.id }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const categories = profile.columns
    .filter(({ role, top }) => role !== 'label' && top.length > 0)
    .slice(0, shownCategories)
  return (
    <Card data-testid="charts-card">
      <CardHeader title="Column distributions" description="Click a bar to see its rows." />
      <CardBody className="grid items-start gap-x-8 gap-y-8 sm:grid-cols-2 xl:grid-cols-3">
        <QueryView query={charts} skeleton={<Skeleton className="h-36" />}>
          {({ histograms }) =>
            histograms.length === 0 && categories.length === 0 ? (
              <p className="text-faint text-sm">No columns to count.</p>
            ) : (
              histograms.map((one) => <Histogram key={one.column} version={version} histogram={one} />)
            )
          }
        </QueryView>
        {categories.map((one) => (
          <TopValues key={one.name} version={version} profile={profile} column={one} />
        ))}
      </CardBody>
    </Card>
  )
}

function TopValues({
  version,
  profile,
  column,
}: {
  version: DatasetVersionView
  profile: DatasetProfile
  column: ColumnProfile
}) {
  return (
    <div className="grid min-w-0 gap-2">
      <p className="flex items-baseline justify-between gap-3 text-[13px]">
        <span className="truncate font-medium">{column.name}</span>
        <span className="shrink-0 text-faint">{formatCount(column.distinct)} values</span>
      </p>
      <Bars
        label={`Values of ${column.name}`}
        bars={[
          ...column.top.map(({ value, count }) => ({
            key: `is ${value}`,
            label: (
              <RowsLink
                version={version}
                search={{ where: [{ column: column.name, is: value }] }}
                className={wholeLink}
              >
                {value}
              </RowsLink>
            ),
            value: count,
            shown: `${formatCount(count)} · ${formatPercent(count / Math.max(1, profile.rows))}`,
          })),
          ...(column.missing > 0
            ? [
                {
                  key: 'missing',
                  label: (
                    <RowsLink
                      version={version}
                      search={{ where: [{ column: column.name, missing: true }] }}
                      className={`italic ${wholeLink}`}
                    >
                      missing
                    </RowsLink>
                  ),
                  value: column.missing,
                  shown: formatCount(column.missing),
                },
              ]
            : []),
        ]}
      />
    </div>
  )
}
